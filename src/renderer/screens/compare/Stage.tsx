/** The films beside each other, or two of them in one place: parted by a slider, or one taken from the other. */
import { useRef } from 'react'
import type { Clock } from './clock'
import { FilmBox } from './FilmBox'
import { REFERENCE, type ShownFilm } from './use-films'
import { Wipe } from './Wipe'

export type View = 'side' | 'wipe' | 'difference'
export interface Pair {
  left: string
  right: string
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
  return (
    <div ref={stage} className={`stage stage-${view}`} data-films={films.length}>
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
