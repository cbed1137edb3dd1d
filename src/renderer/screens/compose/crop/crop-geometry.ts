/** Where a crop may lie and how it follows a hand. Pure; everything in display pixels of the original unless it says otherwise. */
import type { Crop } from '../../../../domain/media'
import type { Size } from '../../../../domain/plan'

/** The side or corner that is dragged, as on a compass. */
export const handles = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const
export type Handle = (typeof handles)[number]

/** Smaller than this a box cannot be seen, let alone be of use. */
const LEAST_SIDE = 16

/** How a medium lies in a room it is fitted into: pixels of the window for one pixel of the medium, and its upper left corner. */
export interface Lie {
  scale: number
  left: number
  top: number
}

export function contain(media: Size, room: Size): Lie {
  const scale = Math.min(room.width / media.width, room.height / media.height)
  return { scale, left: (room.width - media.width * scale) / 2, top: (room.height - media.height * scale) / 2 }
}

/** Whether two of this shape are larger one above the other than side by side. */
export function isStacked(media: Size, room: Size): boolean {
  const beside = contain(media, { width: room.width / 2, height: room.height }).scale
  const above = contain(media, { width: room.width, height: room.height / 2 }).scale
  return above > beside
}

export function wholeOf(media: Size): Crop {
  return { x: 0, y: 0, width: media.width, height: media.height }
}

export function isWhole(crop: Crop, media: Size): boolean {
  return crop.x === 0 && crop.y === 0 && crop.width === media.width && crop.height === media.height
}

/** The same box elsewhere, inside the medium. */
export function placeCrop(crop: Crop, x: number, y: number, media: Size): Crop {
  return wholePixels({ ...crop, x: within(x, 0, media.width - crop.width), y: within(y, 0, media.height - crop.height) }, media)
}

/** The largest box of this ratio inside the medium, as near to the middle of `around` as can be. */
export function largestOfRatio(ratio: number, media: Size, around: Crop): Crop {
  const width = Math.min(media.width, media.height * ratio)
  const size = { width, height: width / ratio }
  const middle = { x: around.x + around.width / 2, y: around.y + around.height / 2 }
  return placeCrop({ x: 0, y: 0, ...rounded(size) }, middle.x - size.width / 2, middle.y - size.height / 2, media)
}

/** Whether the box has the ratio as nearly as whole pixels allow. */
export function hasRatio(crop: Crop, ratio: number): boolean {
  return Math.abs(crop.width - crop.height * ratio) <= 1 + ratio
}

/**
 * The box after its handle was dragged; the side or corner opposite stays where it is.
 * @param from the box when the drag began; `dx`, `dy` since then
 * @param ratio width to height that is kept; null: free
 */
export function resizeCrop(from: Crop, handle: Handle, dx: number, dy: number, media: Size, ratio: number | null): Crop {
  const west = handle.includes('w')
  const east = handle.includes('e')
  const north = handle.includes('n')
  const south = handle.includes('s')
  const right = from.x + from.width
  const bottom = from.y + from.height
  const wider = east ? dx : west ? -dx : 0
  const taller = south ? dy : north ? -dy : 0
  if (ratio === null) {
    const width = within(from.width + wider, least(media.width), west ? right : media.width - from.x)
    const height = within(from.height + taller, least(media.height), north ? bottom : media.height - from.y)
    return wholePixels({ x: west ? right - width : from.x, y: north ? bottom - height : from.y, width, height }, media)
  }
  // A side that is not dragged grows to both its ends alike.
  const roomWide = west ? right : east ? media.width - from.x : 2 * Math.min(from.x + from.width / 2, media.width - from.x - from.width / 2)
  const roomTall = north
    ? bottom
    : south
      ? media.height - from.y
      : 2 * Math.min(from.y + from.height / 2, media.height - from.y - from.height / 2)
  const byWidth = Math.abs(wider) >= Math.abs(taller * ratio)
  const wanted = byWidth ? from.width + wider : (from.height + taller) * ratio
  const width = sizeOfRatio(wanted, ratio, { width: roomWide, height: roomTall }, media)
  const height = width / ratio
  return wholePixels(
    {
      x: west ? right - width : east ? from.x : from.x + (from.width - width) / 2,
      y: north ? bottom - height : south ? from.y : from.y + (from.height - height) / 2,
      width,
      height,
    },
    media,
  )
}

/** The box made wider and taller by these, from its upper left corner where there is room, else pushed back from the edge. */
export function growCrop(from: Crop, wider: number, taller: number, media: Size, ratio: number | null): Crop {
  const byWidth = Math.abs(wider) >= Math.abs(taller)
  const width =
    ratio === null
      ? within(from.width + wider, least(media.width), media.width)
      : sizeOfRatio(byWidth ? from.width + wider : (from.height + taller) * ratio, ratio, media, media)
  const height = ratio === null ? within(from.height + taller, least(media.height), media.height) : width / ratio
  return placeCrop({ ...from, ...rounded({ width, height }) }, from.x, from.y, media)
}

/** @returns the width nearest to the wanted one that fits into the room and is not too small */
function sizeOfRatio(wanted: number, ratio: number, room: Size, media: Size): number {
  const most = Math.min(room.width, room.height * ratio)
  return Math.min(most, Math.max(wanted, least(media.width), least(media.height) * ratio))
}

/** Whole pixels inside the medium: what the planner takes. */
export function wholePixels(crop: Crop, media: Size): Crop {
  const width = within(Math.round(crop.width), 1, media.width)
  const height = within(Math.round(crop.height), 1, media.height)
  return {
    x: within(Math.round(crop.x), 0, media.width - width),
    y: within(Math.round(crop.y), 0, media.height - height),
    width,
    height,
  }
}

function rounded(size: Size): Size {
  return { width: Math.max(1, Math.round(size.width)), height: Math.max(1, Math.round(size.height)) }
}

function least(side: number): number {
  return Math.min(LEAST_SIDE, side)
}

function within(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), Math.max(low, high))
}
