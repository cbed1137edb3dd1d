/** How the clip will look: the frames of the original as they play, cut and framed by the window, without a second player. */
import { useEffect, useRef } from 'react'
import { groundColour, type VideoFacts } from '../../../../domain/media'
import type { Size } from '../../../../domain/plan'
import { words } from '../../../words/index'
import { contain } from '../crop/crop-geometry'
import type { Look } from '../planned'
import { useRoom } from '../use-room'

export function PreparedClip({ look, video, facts }: { look: Look; video: HTMLVideoElement | null; facts: VideoFacts }) {
  const [element, room] = useRoom<HTMLDivElement>()
  const canvas = useRef<HTMLCanvasElement>(null)
  const lie = room ? contain(look.output, room) : null
  const width = lie ? Math.round(look.output.width * lie.scale) : 0
  const height = lie ? Math.round(look.output.height * lie.scale) : 0

  useEffect(() => {
    const sheet = canvas.current
    if (!sheet || !video || width === 0) return
    // No finer than the screen, nor than the file will be.
    const fine = Math.min(window.devicePixelRatio, look.output.width / width)
    sheet.width = Math.max(1, Math.round(width * fine))
    sheet.height = Math.max(1, Math.round(height * fine))
    const draw = () => drawLook(sheet, video, { width: facts.width, height: facts.height }, look)
    let next = 0
    const follow = () => {
      draw()
      next = video.requestVideoFrameCallback(follow)
    }
    draw()
    next = video.requestVideoFrameCallback(follow)
    return () => video.cancelVideoFrameCallback(next)
  }, [video, look, width, height, facts])

  return (
    <div ref={element} className="look-room" role="img" aria-label={words.wells.estimatedVideo}>
      <canvas ref={canvas} className="look" style={{ left: lie?.left ?? 0, top: lie?.top ?? 0, width, height }} />
    </div>
  )
}

function drawLook(sheet: HTMLCanvasElement, video: HTMLVideoElement, whole: Size, { crop, canvas, padWith }: Look): void {
  const brush = sheet.getContext('2d')
  if (!brush || video.videoWidth === 0 || video.readyState < 2) return
  // A copy for the window has other sides than the clip itself.
  const across = video.videoWidth / whole.width
  const down = video.videoHeight / whole.height
  const paint = (x: number, y: number, width: number, height: number) =>
    brush.drawImage(video, crop.x * across, crop.y * down, crop.width * across, crop.height * down, x, y, width, height)
  brush.fillStyle = groundColour(padWith)
  brush.fillRect(0, 0, sheet.width, sheet.height)
  const isPadded = canvas.width !== crop.width || canvas.height !== crop.height
  if (isPadded && padWith === 'blur') {
    const cover = Math.max(sheet.width / crop.width, sheet.height / crop.height)
    brush.filter = `blur(${Math.max(1, Math.min(sheet.width, sheet.height) * 0.03)}px)`
    paint((sheet.width - crop.width * cover) / 2, (sheet.height - crop.height * cover) / 2, crop.width * cover, crop.height * cover)
    brush.filter = 'none'
  }
  const x = sheet.width / canvas.width
  const y = sheet.height / canvas.height
  paint(((canvas.width - crop.width) / 2) * x, ((canvas.height - crop.height) / 2) * y, crop.width * x, crop.height * y)
}
