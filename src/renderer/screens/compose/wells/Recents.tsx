/** The last files of this kind that were used and are still there, each one press away. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Recent } from '../../../../contract/window-shapes'
import { ask } from '../../../client'
import type { Kind } from '../../../state/composition'
import { useEngine, useMediaLink } from '../../../state/engine'
import { words } from '../../../words/index'

const MOST_SHOWN = 5

export function Recents({ kind, take }: { kind: Kind; take: (recent: Recent) => void }) {
  const { line } = useEngine()
  const recents = useQuery({
    queryKey: ['recents'],
    queryFn: ({ signal }) =>
      ask(line, async (stop) => ({ ok: true as const, value: await line.client.media.recents(undefined, { signal: stop }) }), signal),
    // Asked anew each time the list comes up: another file was used meanwhile.
    staleTime: 0,
  })
  const shown = recents.data?.ok ? recents.data.value.filter((recent) => recent.kind === kind).slice(0, MOST_SHOWN) : []
  if (shown.length === 0) return null
  return (
    <div className="recents">
      <h3 className="dim">{words.wells.recents}</h3>
      <ul>
        {shown.map((recent) => (
          <li key={recent.ticket}>
            <button type="button" className="recent" title={recent.name} onClick={() => take(recent)}>
              <Thumbnail recent={recent} />
              <span>{recent.name}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** The box is there before the picture is, and stays where this browser cannot show it. */
function Thumbnail({ recent }: { recent: Recent }) {
  const link = useMediaLink()
  const [failed, setFailed] = useState(false)
  return (
    <span className="recent-picture" aria-hidden="true">
      {failed ? null : recent.kind === 'image' ? (
        <img src={link(recent.href)} alt="" loading="lazy" decoding="async" onError={() => setFailed(true)} />
      ) : (
        <video src={`${link(recent.href)}#t=0.5`} muted preload="metadata" tabIndex={-1} onError={() => setFailed(true)} />
      )}
    </span>
  )
}
