/**
 * Draws the two sample inputs in `resources/`: a character, and somebody dancing for six seconds. Run by hand when the
 * drawing changes; the files are small and kept, so that a first try needs nothing.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { root } from './setup.mjs'

const WIDTH = 540
const HEIGHT = 960
const RATE = 24
const SECONDS = 6

const at = (x, y, angle, length) => [x + Math.sin(angle) * length, y + Math.cos(angle) * length]

/** A figure whose limbs hang at the given angles (radians from straight down), hips at (x, y). */
function figure({ x, y, lean, arms, legs, size, skin, shirt, trousers, hair }) {
  const limb = (points, width, colour) =>
    `<polyline points="${points.map((point) => point.map((value) => value.toFixed(1)).join(',')).join(' ')}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`
  const neck = [x + Math.sin(lean) * size * 1.5, y - Math.cos(lean) * size * 1.5]
  const head = [neck[0] + Math.sin(lean) * size * 0.5, neck[1] - Math.cos(lean) * size * 0.55]
  const parts = []
  for (const [side, [upper, lower]] of legs.entries()) {
    const hip = [x + (side ? 0.22 : -0.22) * size, y]
    const knee = at(hip[0], hip[1], upper, size * 0.95)
    parts.push(limb([hip, knee, at(knee[0], knee[1], lower, size * 0.95)], size * 0.34, trousers))
  }
  parts.push(limb([[x, y], neck], size * 0.78, shirt))
  for (const [side, [upper, lower]] of arms.entries()) {
    const shoulder = [neck[0] + (side ? 0.34 : -0.34) * size, neck[1] + size * 0.18]
    const elbow = at(shoulder[0], shoulder[1], upper, size * 0.75)
    const hand = at(elbow[0], elbow[1], lower, size * 0.7)
    parts.push(
      limb([shoulder, elbow, hand], size * 0.24, shirt),
      `<circle cx="${hand[0]}" cy="${hand[1]}" r="${size * 0.15}" fill="${skin}"/>`,
    )
  }
  parts.push(
    `<circle cx="${head[0]}" cy="${head[1]}" r="${size * 0.46}" fill="${skin}"/>`,
    `<path d="M ${head[0] - size * 0.48} ${head[1]} a ${size * 0.48} ${size * 0.5} 0 0 1 ${size * 0.96} 0 z" fill="${hair}"/>`,
    `<circle cx="${head[0] - size * 0.16}" cy="${head[1] + size * 0.1}" r="${size * 0.05}" fill="#222"/><circle cx="${head[0] + size * 0.16}" cy="${head[1] + size * 0.1}" r="${size * 0.05}" fill="#222"/>`,
  )
  return parts.join('')
}

const page = (back, content) =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">${back}${content}</svg>`)

async function drawCharacter() {
  const back = `<defs><linearGradient id="g" x2="0" y2="1"><stop stop-color="#ffd9c7"/><stop offset="1" stop-color="#ff9d7a"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#g)"/><ellipse cx="270" cy="830" rx="170" ry="26" fill="#0002"/>`
  const body = figure({
    x: 270,
    y: 560,
    lean: 0,
    arms: [
      [-0.35, -0.15],
      [0.35, 0.15],
    ],
    legs: [
      [-0.06, -0.02],
      [0.06, 0.02],
    ],
    size: 140,
    skin: '#f3c9a5',
    shirt: '#3c4f9e',
    trousers: '#23263a',
    hair: '#5b2c1a',
  })
  await sharp(page(back, body))
    .jpeg({ quality: 88 })
    .toFile(join(root, 'resources', 'sample-character.jpg'))
}

async function drawDance() {
  const folder = mkdtempSync(join(tmpdir(), 'choreo-samples-'))
  try {
    for (let frame = 0; frame < RATE * SECONDS; frame++) {
      const t = (frame / RATE) * Math.PI * 2
      const sway = Math.sin(t * 0.5)
      const beat = Math.abs(Math.sin(t))
      const body = figure({
        x: 270 + sway * 60,
        y: 560 - beat * 34,
        lean: sway * 0.18,
        arms: [
          [-1.2 - Math.sin(t) * 0.9, -2 - Math.sin(t) * 0.8],
          [1.2 - Math.sin(t) * 0.9, 2 - Math.sin(t) * 0.8],
        ],
        legs: [
          [-0.25 - beat * 0.3 * Math.max(0, Math.sin(t / 2)), 0.05 + beat * 0.25],
          [0.25 + beat * 0.3 * Math.max(0, -Math.sin(t / 2)), -0.05 - beat * 0.25],
        ],
        size: 140,
        skin: '#c98f63',
        shirt: '#1f8a70',
        trousers: '#40342b',
        hair: '#1c1c1c',
      })
      const back = `<rect width="100%" height="100%" fill="#cfd8dc"/><rect y="800" width="100%" height="160" fill="#b0a08e"/><ellipse cx="${270 + sway * 60}" cy="840" rx="${150 - beat * 30}" ry="22" fill="#0003"/>`
      await sharp(page(back, body))
        .png({ compressionLevel: 1 })
        .toFile(join(folder, `${String(frame).padStart(4, '0')}.png`))
    }
    const beatTone = "sine=frequency=220:sample_rate=48000:duration=6,volume=volume='0.25*lt(mod(t,0.5),0.12)':eval=frame"
    const made = spawnSync(
      process.env.CHOREO_FFMPEG ?? 'ffmpeg',
      [
        '-v',
        'error',
        '-nostdin',
        '-y',
        '-framerate',
        String(RATE),
        '-i',
        join(folder, '%04d.png'),
        '-f',
        'lavfi',
        '-i',
        beatTone,
        '-c:v',
        'libx264',
        '-preset',
        'slow',
        '-crf',
        '24',
        '-pix_fmt',
        'yuv420p',
        '-c:a',
        'aac',
        '-b:a',
        '64k',
        '-shortest',
        '-movflags',
        '+faststart',
        join(root, 'resources', 'sample-dance.mp4'),
      ],
      { encoding: 'utf8' },
    )
    if (made.status !== 0) throw new Error(made.stderr)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

await drawCharacter()
await drawDance()
