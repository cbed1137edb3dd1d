/** A clip with the browser's own controls, or the sentence why it cannot be shown. */
import { type RefObject, useState } from 'react'

/**
 * Chromium without an HEVC decoder fails in silence: `loadeddata` comes, time runs, and `videoWidth` stays 0.
 * Other unreadable clips end in `error`.
 */
export function Clip({
  src,
  label,
  cannotShow,
  muted = false,
  quiet = false,
  element,
  onReady,
}: {
  src: string
  label: string
  cannotShow: string
  muted?: boolean
  /** The player’s own buttons come with the pointer or the focus: at rest nothing lies on the picture. */
  quiet?: boolean
  element?: RefObject<HTMLVideoElement | null>
  onReady?: () => void
}) {
  const [failed, setFailed] = useState<string | null>(null)
  const [isNear, setNear] = useState(false)
  return (
    <>
      {failed === src ? (
        <p className="cannot-show" role="status">
          {cannotShow}
        </p>
      ) : null}
      {/* biome: the clips are the person's own; there are no captions to offer. */}
      <video
        key={src}
        ref={element}
        src={src}
        aria-label={label}
        controls={!quiet || isNear}
        tabIndex={0}
        onPointerEnter={() => setNear(true)}
        onPointerLeave={() => setNear(false)}
        onFocus={() => setNear(true)}
        onBlur={() => setNear(false)}
        playsInline
        preload="metadata"
        muted={muted}
        hidden={failed === src}
        onLoadedMetadata={onReady}
        onLoadedData={(event) => {
          if (event.currentTarget.videoWidth === 0) setFailed(src)
        }}
        onError={() => setFailed(src)}
      />
    </>
  )
}
