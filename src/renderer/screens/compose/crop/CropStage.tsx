/**
 * A picture or a clip with the crop as a box on it: dragged, pulled at its sides and corners, or moved with the arrow keys.
 * The medium stays where it is and the box moves, so that all of the original is seen all the time.
 */
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'
import Cropper, { type VideoSrc } from 'react-easy-crop'
import type { Crop } from '../../../../domain/media'
import type { Size } from '../../../../domain/plan'
import { useRoom } from '../use-room'
import { contain, growCrop, type Handle, handles, isWhole, placeCrop, resizeCrop } from './crop-geometry'
import 'react-easy-crop/react-easy-crop.css'

/** The clip's address is an attribute, so that an error reaches the element; one and the same list, since another one loads it anew. */
const noSources: VideoSrc[] = []

/** A press that moves less than this many pixels is no drag. */
const LEAST_DRAG = 3

export interface StagedMedium {
  kind: 'image' | 'video'
  src: string
  name: string
  cannotShow: string
  /** The video element itself, for whoever plays it. */
  attach?: (video: HTMLVideoElement | null) => void
}

export function CropStage({
  medium,
  size,
  crop,
  ratio,
  isProposal,
  label,
  onCrop,
  onPress,
}: {
  medium: StagedMedium
  /** Display pixels of the original, which `crop` is in. */
  size: Size
  crop: Crop
  ratio: number | null
  /** Choreo chose the box; a hand that moves it makes it its own. */
  isProposal: boolean
  label: string
  onCrop: (crop: Crop) => void
  /** Pressed without being dragged. */
  onPress?: () => void
}) {
  const [element, room] = useRoom<HTMLDivElement>()
  const [failed, setFailed] = useState<string | null>(null)
  const isDragging = useRef(false)
  const hasMoved = useRef(false)
  const began = useRef({ x: 0, y: 0 })
  const box = useRef<HTMLDivElement | null>(null)
  const pulled = useRef<{ x: number; y: number; crop: Crop } | null>(null)
  const lie = room ? contain(size, room) : null
  const whole = isWhole(crop, size)

  const keys = (event: KeyboardEvent) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key]
    if (!way || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    const step = event.altKey ? 1 : Math.max(1, Math.round(Math.min(size.width, size.height) / 100))
    const [x = 0, y = 0] = way.map((direction) => direction * step)
    onCrop(event.shiftKey ? growCrop(crop, x, y, size, ratio) : placeCrop(crop, crop.x + x, crop.y + y, size))
  }
  const pull = (event: PointerEvent, handle: Handle) => {
    const from = pulled.current
    if (!from || !lie) return
    onCrop(resizeCrop(from.crop, handle, (event.clientX - from.x) / lie.scale, (event.clientY - from.y) / lie.scale, size, ratio))
  }

  const media = medium.kind === 'image' ? { image: medium.src } : { video: noSources }
  const give = (video: HTMLVideoElement | null) => medium.attach?.(video)
  const mediaProps =
    medium.kind === 'image'
      ? { alt: medium.name, draggable: false, onError: () => setFailed(medium.src) }
      : {
          src: medium.src,
          'aria-label': medium.name,
          autoPlay: false,
          loop: false,
          muted: false,
          preload: 'auto',
          // Chromium without a decoder fails in silence: time runs, and the picture has no width.
          onLoadedData: (event: { currentTarget: EventTarget }) => {
            if (event.currentTarget instanceof HTMLVideoElement && event.currentTarget.videoWidth === 0) setFailed(medium.src)
          },
          onError: () => setFailed(medium.src),
        }

  return (
    <div ref={element} className={`crop-stage ${whole ? 'crop-whole' : ''} ${isProposal ? 'crop-proposal' : ''}`}>
      {failed === medium.src ? (
        <p className="cannot-show" role="status">
          {medium.cannotShow}
        </p>
      ) : null}
      {lie && failed !== medium.src ? (
        <Cropper
          key={medium.src}
          {...media}
          mediaProps={mediaProps}
          // The box is moved and not the medium, so its place is what is dragged.
          transform="none"
          crop={{ x: crop.x * lie.scale, y: crop.y * lie.scale }}
          onCropChange={({ x, y }) => {
            if (!isDragging.current) return
            if (Math.hypot(x - began.current.x, y - began.current.y) >= LEAST_DRAG) hasMoved.current = true
            if (hasMoved.current) onCrop(placeCrop(crop, x / lie.scale, y / lie.scale, size))
          }}
          cropSize={{ width: crop.width * lie.scale, height: crop.height * lie.scale }}
          restrictPosition={false}
          zoomWithScroll={false}
          showGrid={!whole}
          onInteractionStart={() => {
            isDragging.current = true
            hasMoved.current = false
            began.current = { x: crop.x * lie.scale, y: crop.y * lie.scale }
            box.current?.focus({ preventScroll: true })
          }}
          onInteractionEnd={({ source }) =>
            // The last movement is told a frame after the drag has ended.
            requestAnimationFrame(() => {
              isDragging.current = false
              if (!hasMoved.current && source !== 'keyboard') onPress?.()
            })
          }
          style={{
            mediaStyle: { width: '100%', height: '100%', objectFit: 'contain' },
            cropAreaStyle: { left: lie.left + crop.x * lie.scale, top: lie.top + crop.y * lie.scale, transform: 'none' },
          }}
          classes={{ cropAreaClassName: 'crop-box' }}
          cropperProps={{ role: 'group', 'aria-label': label, onKeyDown: keys }}
          setCropperRef={(ref) => {
            box.current = ref.current
          }}
          setVideoRef={(ref) => give(ref.current)}
          disableAutomaticStylesInjection
        />
      ) : null}
      {lie && failed !== medium.src
        ? handles.map((handle) => (
            <i
              key={handle}
              role="presentation"
              className={`crop-handle crop-handle-${handle}`}
              style={{
                left: lie.left + (crop.x + crop.width * across(handle, 'w', 'e')) * lie.scale,
                top: lie.top + (crop.y + crop.height * across(handle, 'n', 's')) * lie.scale,
              }}
              onPointerDown={(event) => {
                event.preventDefault()
                event.stopPropagation()
                event.currentTarget.setPointerCapture(event.pointerId)
                pulled.current = { x: event.clientX, y: event.clientY, crop }
              }}
              onPointerMove={(event) => pull(event, handle)}
              onPointerUp={() => {
                pulled.current = null
              }}
              onPointerCancel={() => {
                pulled.current = null
              }}
            />
          ))
        : null}
    </div>
  )
}

/** 0, ½ or 1: where along a side the handle sits. */
function across(handle: Handle, low: string, high: string): number {
  return handle.includes(low) ? 0 : handle.includes(high) ? 1 : 0.5
}
