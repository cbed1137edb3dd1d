/** One film: its name, which also chooses whose facts are shown, its sound, and the picture under the common clock. */
import { useCallback, useState } from 'react'
import { clockWords } from '../../figures'
import { words } from '../../words'
import type { Clock } from './clock'
import { useClockPart } from './use-clock'
import type { ShownFilm } from './use-films'

/** Nobody sees a film end a frame or two before the others. */
const SHORTER_SECONDS = 0.15

export function FilmBox({
  film,
  clock,
  heard,
  chosen,
  side,
  onHear,
  onChoose,
}: {
  film: ShownFilm
  clock: Clock
  heard: boolean
  chosen: boolean
  /** Where it lies when two films share one place; `away` when it is neither of them. */
  side: 'left' | 'right' | 'away' | null
  onHear: (heard: boolean) => void
  onChoose: (() => void) | null
}) {
  const [failed, setFailed] = useState<string | null>(null)
  const { key, src, title } = film
  const attach = useCallback((element: HTMLVideoElement) => clock.attach(key, element), [clock, key])
  const silent = film.facts !== null && film.facts.audio === null
  return (
    <section
      className={`film ${side ? `film-${side}` : ''} ${chosen ? 'film-chosen' : ''}`}
      aria-label={words.job.film(title)}
      hidden={side === 'away'}
    >
      <header className="film-head">
        {onChoose ? (
          <button type="button" className="film-name" aria-pressed={chosen} title={words.job.choose(title)} onClick={onChoose}>
            {title}
          </button>
        ) : (
          <strong className="film-name">{title}</strong>
        )}
        <span className="dim film-aside">{film.aside}</span>
        {film.rating === null ? null : (
          <span className="film-stars" title={words.job.stars(film.rating)}>
            {words.job.starsShort(film.rating)}
          </span>
        )}
        {silent ? (
          <span className="dim film-silent">{words.job.noSound}</span>
        ) : (
          <button
            type="button"
            className="film-sound"
            aria-pressed={heard}
            aria-label={words.job.soundOf(title)}
            onClick={() => onHear(!heard)}
          >
            {heard ? words.job.soundOn : words.job.soundOff}
          </button>
        )}
      </header>
      <div className="film-screen">
        {src === null || failed === src ? (
          <p className="cannot-show" role="status">
            {src === null ? words.clip.copying : words.job.cannotShow}
          </p>
        ) : (
          <video
            key={src}
            ref={attach}
            src={src}
            aria-label={film.label}
            playsInline
            preload="auto"
            disablePictureInPicture
            muted={!heard}
            onLoadedData={(event) => {
              // Chromium without the decoder fails in silence: time runs, and the picture has no width.
              if (event.currentTarget.videoWidth === 0) setFailed(src)
            }}
            onError={() => setFailed(src)}
          />
        )}
      </div>
      <FilmSpan clock={clock} of={key} />
    </section>
  )
}

/** Says where a film begins or ends when the others go on without it. */
function FilmSpan({ clock, of }: { clock: Clock; of: string }) {
  const said = useClockPart(clock, ({ spans, length }) => {
    const span = spans[of]
    if (!span || span.end - span.start <= 0) return null
    if (span.end < length - SHORTER_SECONDS) return words.job.shorter(words.job.seconds(Math.round(span.end * 10) / 10))
    return span.start > SHORTER_SECONDS ? words.job.later(clockWords(span.start, 2)) : null
  })
  return said === null ? null : <span className="word word-warn film-span">{said}</span>
}
