/** How the picture will look: put together by the window while a hand still moves the crop, then the file itself. */
import { useState } from 'react'
import type { ImageFacts } from '../../../../domain/media'
import { groundColour } from '../../../../domain/media'
import { words } from '../../../words/index'
import { contain } from '../crop/crop-geometry'
import type { Look } from '../planned'
import { useRoom } from '../use-room'

export function PreparedPicture({ look, src, facts }: { look: Look; src: string; facts: ImageFacts }) {
  const [element, room] = useRoom<HTMLDivElement>()
  const [failed, setFailed] = useState<string | null>(null)
  const { crop, canvas, output, padWith } = look
  const lie = room ? contain(output, room) : null
  // Window pixels for one pixel of the original.
  const across = lie ? (output.width / canvas.width) * lie.scale : 0
  const down = lie ? (output.height / canvas.height) * lie.scale : 0
  const isPadded = canvas.width !== crop.width || canvas.height !== crop.height
  const part = (width: number, height: number) => ({
    width: facts.width * width,
    height: facts.height * height,
    left: -crop.x * width,
    top: -crop.y * height,
  })
  if (failed === src) return <p className="cannot-show">{words.wells.cannotEstimate}</p>
  const cover = lie ? Math.max((output.width * lie.scale) / crop.width, (output.height * lie.scale) / crop.height) : 0
  return (
    <div ref={element} className="look-room" role="img" aria-label={words.wells.estimatedImage}>
      {lie ? (
        <div
          className="look"
          style={{
            left: lie.left,
            top: lie.top,
            width: output.width * lie.scale,
            height: output.height * lie.scale,
            background: groundColour(padWith),
          }}
        >
          {isPadded && padWith === 'blur' ? (
            <div
              className="look-part look-blur"
              style={{
                width: crop.width * cover,
                height: crop.height * cover,
                left: (output.width * lie.scale - crop.width * cover) / 2,
                top: (output.height * lie.scale - crop.height * cover) / 2,
                filter: `blur(${Math.min(output.width, output.height) * lie.scale * 0.03}px)`,
              }}
            >
              <img src={src} alt="" draggable={false} style={part(cover, cover)} />
            </div>
          ) : null}
          <div
            className="look-part"
            style={{
              left: ((canvas.width - crop.width) / 2) * across,
              top: ((canvas.height - crop.height) / 2) * down,
              width: crop.width * across,
              height: crop.height * down,
              background: groundColour(padWith),
            }}
          >
            <img src={src} alt="" draggable={false} style={part(across, down)} onError={() => setFailed(src)} />
          </div>
        </div>
      ) : null}
    </div>
  )
}
