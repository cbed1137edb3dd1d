/** The films beside each other, or two of them in one place: parted by a slider, or one taken from the other. */
import { type CSSProperties, useRef } from 'react'
import type { Clock } from './clock'
import { FilmBox } from './FilmBox'
import { REFERENCE, type ShownFilm } from './use-films'
import { Wipe } from './Wipe'

export type View = 'side' | 'wipe' | 'difference'
export interface Pair {
  left: string
  right: string
}

/** Roughly the room there is for the films, and what the line above each takes of it, in pixels. */
const ROOM = { width: 1100, height: 600, head: 43 }
/** Another row is worth it when every picture grows by this much. */
const WORTH_A_ROW = 1.3

/** Columns that make the pictures large: tall films stand in one row, many wide ones in two. @param aspect width by height */
function columnsFor(films: number, aspect: number): number {
  const sizes = Array.from({ length: films }, (_, at) => {
    const columns = films - at
    const rows = Math.ceil(films / columns)
    return { columns, width: Math.min(ROOM.width / columns, (ROOM.height / rows - ROOM.head) * aspect) }
  })
  return sizes.reduce((best, next) => (next.width > best.width * WORTH_A_ROW ? next : best)).columns
}

/** No film is taken out of the page when the view changes: each would begin to load again. */
export function Stage({
  films,
  clock,
  view,
  pair,
  heard,
  chosen,
  onHear,
  onChoose,
}: {
  films: readonly ShownFilm[]
  clock: Clock
  view: View
  pair: Pair
  heard: string | null
  chosen: string | null
  onHear: (key: string | null) => void
  onChoose: (key: string) => void
}) {
  const stage = useRef<HTMLDivElement>(null)
  const sideOf = (key: string) => (view === 'side' ? null : key === pair.left ? 'left' : key === pair.right ? 'right' : 'away')
  const aspects = films.flatMap(({ facts }) => (facts ? [facts.width / facts.height] : []))
  const columns = columnsFor(films.length, Math.max(...aspects, 0.5))
  return (
    <div ref={stage} className={`films films-${view}`} style={view === 'side' ? ({ '--columns': columns } as CSSProperties) : undefined}>
      {films.map((film) => (
        <FilmBox
          key={film.key}
          film={film}
          clock={clock}
          heard={heard === film.key}
          chosen={chosen === film.key && films.length > 2}
          side={sideOf(film.key)}
          onHear={(on) => onHear(on ? film.key : null)}
          onChoose={film.key === REFERENCE || films.length <= 2 ? null : () => onChoose(film.key)}
        />
      ))}
      {view === 'wipe' ? <Wipe onMove={(percent) => stage.current?.style.setProperty('--wipe', `${percent}%`)} /> : null}
    </div>
  )
}
