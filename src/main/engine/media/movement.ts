/**
 * Estimates from small frames a tenth of a second apart: how much changes, how fast the fastest parts move, and what the
 * camera does. Blocks of one frame are looked for in the next; the edges of the picture, where the person seldom is, tell
 * of the camera.
 */
import type { CameraMove, ClipMap } from '../../../domain/clip-map'
import type { Size } from '../../../domain/plan'

/** Between the two frames of a comparison, so that 24 and 120 frames a second are measured alike. */
const STEP_SECONDS = 0.1
/** A clip of fewer frames than this a second cannot be judged. */
const MOST_STEP_SECONDS = 0.3
const COLUMNS = 8
/** How far a block is looked for, in pixels of the halved frame: a sixth of the longer side within a step. */
const REACH = 8
/** Flatter blocks (standard deviation, 0–255) match everywhere. */
const LEAST_TEXTURE = 4
/** A block that is not found anywhere: mean difference at its best place, 0–255, and as a share of its texture. */
const LOST_DIFFERENCE = 12
const LOST_OF_TEXTURE = 0.6
/** Another place must fit this much better than the old one: as a share, and in mean difference, 0–255. */
const MOVED_SHARE = 0.6
const MOVED_DIFFERENCE = 4
/** Blocks that agree on what the camera does, within this many pixels. */
const AGREE_PIXELS = 0.8
const LEAST_AGREEING = 0.5
const LEAST_BLOCKS = 5

/** Widths a second, and share of the picture's size a second, from which a move is called one. */
const PAN_SPEED = 0.04
const ZOOM_SPEED = 0.04
/** Spread of the camera's own speed about its mean, widths a second. Sub-pixel error alone gives 0.01. */
const SHAKE = 0.03

type Movement = Pick<ClipMap, 'motion' | 'speed' | 'camera'>

interface Second {
  changes: number[]
  speeds: number[]
  moves: { x: number; y: number; zoom: number }[]
  unclear: number
}

export interface MovementReader {
  /** @param frame only good until the call returns; brightness first */
  frame(time: number, frame: Uint8Array): void
  /** @param cuts across which nothing is compared */
  finish(end: number, cuts: readonly number[]): Movement
}

export function createMovementReader(size: Size): MovementReader {
  const pairs: { from: number; to: number; change: number; seen: Seen }[] = []
  let before: { time: number; whole: Plane; half: Plane } | null = null
  return {
    frame(time, frame) {
      if (before && time - before.time < STEP_SECONDS - 0.005) return
      const whole = { ...size, samples: Uint8Array.from(frame.subarray(0, size.width * size.height)) }
      const current = { time, whole, half: halved(whole) }
      if (before && time - before.time <= MOST_STEP_SECONDS)
        pairs.push({ from: before.time, to: time, change: meanChange(before.whole, whole), seen: look(before, current) })
      before = current
    },
    finish(end, cuts) {
      const seconds = Array.from(
        { length: Math.max(1, Math.ceil(end - 1e-3)) },
        (): Second => ({ changes: [], speeds: [], moves: [], unclear: 0 }),
      )
      for (const { from, to, change, seen } of pairs) {
        const second = seconds[Math.floor(from)]
        if (!second || cuts.some((cut) => cut > from && cut <= to)) continue
        const perSecond = 1 / ((to - from) * size.width)
        second.changes.push((change / 219) * 100)
        if (seen.fastest !== null) second.speeds.push(seen.fastest * perSecond)
        if (seen.camera)
          second.moves.push({ x: seen.camera.x * perSecond, y: seen.camera.y * perSecond, zoom: seen.camera.zoom / (to - from) })
        else second.unclear += 1
      }
      return {
        motion: seconds.map(({ changes }) => rounded(mean(changes))),
        speed: seconds.map(({ speeds }) => rounded(mean(speeds))),
        camera: seconds.map(nameMove),
      }
    },
  }
}

function nameMove({ moves, unclear }: Second): CameraMove {
  if (moves.length < 3 || unclear > moves.length) return 'unclear'
  const [x, y, zoom] = [mean(moves.map((move) => move.x))!, mean(moves.map((move) => move.y))!, mean(moves.map((move) => move.zoom))!]
  const shake = Math.sqrt(mean(moves.map((move) => (move.x - x) ** 2 + (move.y - y) ** 2))!)
  const pumping = Math.sqrt(mean(moves.map((move) => (move.zoom - zoom) ** 2))!)
  if (Math.abs(zoom) >= Math.max(ZOOM_SPEED, 0.75 * pumping, shake)) return 'zoom'
  // Whoever holds a camera sways; a pan goes on in its direction.
  if (Math.hypot(x, y) >= Math.max(PAN_SPEED, 0.75 * shake)) return 'pan'
  return shake >= SHAKE ? 'handheld' : 'static'
}

interface Plane extends Size {
  samples: Uint8Array
}

interface Seen {
  /** Pixels that the fastest tenth of the picture moved. */
  fastest: number | null
  camera: { x: number; y: number; zoom: number } | null
}

interface Found {
  /** Centre of the block, from the centre of the picture. */
  cx: number
  cy: number
  dx: number
  dy: number
  edge: boolean
  lost: boolean
}

function look(before: { whole: Plane; half: Plane }, after: { whole: Plane; half: Plane }): Seen {
  const { width, height } = before.whole
  const columns = width >= height ? COLUMNS : Math.max(3, Math.round((COLUMNS * width) / height))
  const rows = width >= height ? Math.max(3, Math.round((COLUMNS * height) / width)) : COLUMNS
  // Even, so that the halved frame has whole blocks.
  const [w, h] = [Math.floor(width / columns / 2) * 2, Math.floor(height / rows / 2) * 2]
  const found: Found[] = []
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) {
      const block = { x: column * w, y: row * h, w, h }
      const texture = deviation(before.whole, block)
      if (texture < LEAST_TEXTURE) continue
      const edge = row === 0 || column === 0 || row === rows - 1 || column === columns - 1
      const { dx, dy, difference } = seek(before, after, block)
      const lost = difference > Math.max(LOST_DIFFERENCE, texture * LOST_OF_TEXTURE)
      found.push({ cx: block.x + w / 2 - width / 2, cy: block.y + h / 2 - height / 2, dx, dy, edge, lost })
    }
  if (found.length < LEAST_BLOCKS) return { fastest: null, camera: null }
  const reach = REACH * 2
  // A block at the edge may leave the picture, and what is found in its place says nothing of its speed.
  const inner = found.filter(({ edge }) => !edge)
  const inside = inner.length >= LEAST_BLOCKS ? inner : found.filter(({ edge, lost }) => !(edge && lost))
  const lengths = inside.map(({ dx, dy, lost }) => (lost ? reach : Math.hypot(dx, dy))).sort((a, b) => a - b)
  return { fastest: lengths[Math.floor(lengths.length * 0.9)] ?? reach, camera: cameraOf(found.filter(({ edge, lost }) => edge && !lost)) }
}

/** Shift and zoom that most blocks at the edges agree on. */
function cameraOf(edges: readonly Found[]): Seen['camera'] {
  if (edges.length < LEAST_BLOCKS) return null
  let [x, y, zoom] = [median(edges.map(({ dx }) => dx)), median(edges.map(({ dy }) => dy)), 0]
  for (let round = 0; round < 3; round += 1) {
    zoom = median(edges.map(({ cx, cy, dx, dy }) => ((dx - x) * cx + (dy - y) * cy) / (cx * cx + cy * cy)))
    x = median(edges.map(({ cx, dx }) => dx - zoom * cx))
    y = median(edges.map(({ cy, dy }) => dy - zoom * cy))
  }
  const agreeing = edges.filter(({ cx, cy, dx, dy }) => Math.hypot(dx - x - zoom * cx, dy - y - zoom * cy) <= AGREE_PIXELS)
  return agreeing.length >= Math.max(LEAST_BLOCKS - 1, edges.length * LEAST_AGREEING) ? { x, y, zoom } : null
}

interface Box {
  x: number
  y: number
  w: number
  h: number
}

/** Where a block went: found roughly in the halved frame, then to a fraction of a pixel in the whole one. */
function seek(before: { whole: Plane; half: Plane }, after: { whole: Plane; half: Plane }, block: Box) {
  const small = { x: block.x >> 1, y: block.y >> 1, w: block.w >> 1, h: block.h >> 1 }
  const stayed = distance(before.half, after.half, small, 0, 0)
  const rough = best(before.half, after.half, small, 0, 0, REACH)
  // Along an edge or in noise every place is about as good as the next; then it is taken to have stayed.
  const moved = rough.difference < stayed * MOVED_SHARE || stayed - rough.difference > MOVED_DIFFERENCE
  const fine = best(before.whole, after.whole, block, moved ? rough.dx * 2 : 0, moved ? rough.dy * 2 : 0, 1)
  const at = (dx: number, dy: number) => squares(before.whole, after.whole, block, fine.dx + dx, fine.dy + dy)
  const here = at(0, 0)
  return { dx: fine.dx + vertex(at(-1, 0), here, at(1, 0)), dy: fine.dy + vertex(at(0, -1), here, at(0, 1)), difference: fine.difference }
}

function best(before: Plane, after: Plane, block: Box, x: number, y: number, reach: number) {
  // What stays where it was wins a draw: a flat wall has not moved.
  let found = { dx: x, dy: y, difference: distance(before, after, block, x, y) }
  for (let dy = y - reach; dy <= y + reach; dy += 1)
    for (let dx = x - reach; dx <= x + reach; dx += 1) {
      const difference = distance(before, after, block, dx, dy, found.difference)
      if (difference < found.difference - 1e-9) found = { dx, dy, difference }
    }
  return found
}

/** Mean difference of a block and the place it is looked for at; infinite where that lies outside or is worse than `most`. */
function distance(before: Plane, after: Plane, { x, y, w, h }: Box, dx: number, dy: number, most = Number.POSITIVE_INFINITY): number {
  if (x + dx < 0 || y + dy < 0 || x + dx + w > after.width || y + dy + h > after.height) return Number.POSITIVE_INFINITY
  const enough = most * w * h
  let sum = 0
  for (let row = 0; row < h; row += 1) {
    if (sum > enough) return Number.POSITIVE_INFINITY
    let from = (y + row) * before.width + x
    let to = (y + dy + row) * after.width + x + dx
    for (let column = 0; column < w; column += 1) sum += Math.abs(before.samples[from++]! - after.samples[to++]!)
  }
  return sum / (w * h)
}

/** Sum of squared differences: noise adds the same to each place, so that its lowest point stays where it was. */
function squares(before: Plane, after: Plane, { x, y, w, h }: Box, dx: number, dy: number): number {
  if (x + dx < 0 || y + dy < 0 || x + dx + w > after.width || y + dy + h > after.height) return Number.POSITIVE_INFINITY
  let sum = 0
  for (let row = 0; row < h; row += 1) {
    let from = (y + row) * before.width + x
    let to = (y + dy + row) * after.width + x + dx
    for (let column = 0; column < w; column += 1) sum += (before.samples[from++]! - after.samples[to++]!) ** 2
  }
  return sum
}

/** Where the parabola through three neighbours has its lowest point, −0.5 to 0.5 from the middle one. */
function vertex(left: number, middle: number, right: number): number {
  const curve = left - 2 * middle + right
  if (!Number.isFinite(curve) || curve <= 1e-9) return 0
  return Math.min(0.5, Math.max(-0.5, (left - right) / (2 * curve)))
}

function halved({ width, height, samples }: Plane): Plane {
  const [w, h] = [width >> 1, height >> 1]
  const half = new Uint8Array(w * h)
  for (let y = 0; y < h; y += 1)
    for (let x = 0; x < w; x += 1) {
      const at = 2 * y * width + 2 * x
      half[y * w + x] = (samples[at]! + samples[at + 1]! + samples[at + width]! + samples[at + width + 1]! + 2) >> 2
    }
  return { width: w, height: h, samples: half }
}

function deviation({ width, samples }: Plane, { x, y, w, h }: Box): number {
  let [sum, squares] = [0, 0]
  for (let row = y; row < y + h; row += 1)
    for (let column = x; column < x + w; column += 1) {
      const value = samples[row * width + column]!
      sum += value
      squares += value * value
    }
  return Math.sqrt(Math.max(0, squares / (w * h) - (sum / (w * h)) ** 2))
}

function meanChange(a: Plane, b: Plane): number {
  let sum = 0
  for (let index = 0; index < a.samples.length; index += 1) sum += Math.abs(a.samples[index]! - b.samples[index]!)
  return sum / a.samples.length
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1000) / 1000
}
