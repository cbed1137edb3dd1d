/** A part is cut out to the frame from containers of every kind, also where ffmpeg lands behind the place it was sent to. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { Edits } from '../../src/domain/media'
import { leadIn } from '../../src/main/engine/media/lead-in'
import { prepare } from '../../src/main/engine/prepare'
import { scene } from '../support/clip-scenes'
import { jobFor, realPaths, realTools, scratchFolder, valueIn } from '../support/media-tools'

const run = promisify(execFile)

const RATE = 25
/** Frames until the numbers begin anew. */
const AROUND = 256
/** Brightness of the digits' fields: the left one counts to 16, the right one the rounds. */
const [DARKEST, STEP] = [40, 12]
const DIGITS = `geq=lum='${DARKEST}+${STEP}*if(lt(X,W/2),mod(N,16),floor(mod(N,${AROUND})/16))'`
const NUMBERED = `color=gray:s=4x4:r=${RATE}:d=16,format=gray,${DIGITS},scale=344:344:flags=neighbor,format=yuv420p`
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '12', '-sc_threshold', '0', '-g', '60', '-bf', '2', '-c:a', 'aac']
/** A keyframe is decoded before this place and shown behind it. */
const BEFORE_A_KEYFRAME = 9.57

/** 16 s in which every picture shows its number, with sound. */
function numbered(name: string, ...encode: string[]) {
  return scene('-f', 'lavfi', '-i', NUMBERED, '-f', 'lavfi', '-i', 'sine=d=16', ...encode, name)
}

/** The number of each picture. */
async function numbers(path: string): Promise<number[]> {
  const { ffmpeg } = await realPaths()
  const fields = ['-vf', 'crop=iw*3/4:ih/2,scale=2:1:flags=area,format=gray', '-f', 'rawvideo', '-']
  const { stdout } = await run(ffmpeg, ['-v', 'error', '-i', path, '-vsync', '0', ...fields], { encoding: 'buffer' })
  const digit = (at: number) => Math.round((stdout[at]! - DARKEST) / STEP)
  return Array.from({ length: stdout.length / 2 }, (_, frame) => digit(2 * frame) + 16 * digit(2 * frame + 1))
}

/** Seconds after the beginning of the clip's clock at which its first picture is shown. */
async function firstShown(path: string): Promise<number> {
  const { ffprobe } = await realPaths()
  const entries = ['-select_streams', 'V:0', '-show_entries', 'stream=start_time:format=start_time', '-of', 'json']
  const { stdout } = await run(ffprobe, ['-v', 'error', ...entries, path])
  const { streams, format } = JSON.parse(stdout) as { streams: { start_time: string }[]; format: { start_time: string } }
  return Number(streams[0]!.start_time) - Number(format.start_time)
}

async function cut(clip: { path: string }, start: number, end: number, edits: Partial<Edits> = {}) {
  const job = await jobFor({ videoAt: clip.path, edits: { trim: { start, end }, ...edits } })
  const { video } = valueIn(await prepare(job, { directory: await scratchFolder(), tools: await realTools() }))
  if (video.facts.kind !== 'video') throw new Error('not a clip')
  return { ...video, facts: video.facts }
}

describe('a part of a clip', () => {
  it.each<[string, number, string[], number?]>([
    ['broadcast.ts', 4.4, H264],
    ['open-groups.ts', 4.4, [...H264, '-x264-params', 'open-gop=1']],
    ['late-clock.ts', 4.4, [...H264, '-output_ts_offset', '1000']],
    ['disc.mpg', 0, ['-c:v', 'mpeg2video', '-q:v', '2', '-g', '60', '-bf', '2', '-c:a', 'mp2']],
    ['stream.flv', 4.4, H264, 0],
    ['recording.mkv', 10.4, H264],
    ['camera.mp4', 10.4, H264, BEFORE_A_KEYFRAME],
    ['fragments.mp4', 10.4, [...H264, '-movflags', 'frag_keyframe+empty_moov'], BEFORE_A_KEYFRAME],
  ])('of %s begins with the picture that was chosen, and goes on from there, read from %s s', async (name, from, encode, also) => {
    const clip = await numbered(name, ...encode)
    const sought = { source: clip.path, facts: clip.facts, ffmpeg: (await realPaths()).ffmpeg }
    expect(await leadIn(sought, 10.4)).toBeCloseTo(from)
    expect(await leadIn(sought, 0)).toBe(0)
    const late = await firstShown(clip.path)
    for (const begin of also === undefined ? [10.4] : [10.4, also]) {
      const start = begin === BEFORE_A_KEYFRAME ? begin + late : begin
      const end = start + 3.4
      const made = await cut(clip, start, end)
      const found = await numbers(made.path)
      expect(found.length).toBeGreaterThanOrEqual((end - start) * RATE - 2)
      for (const [frame, number] of found.entries()) {
        // Pictures that come between two of the finished clip stand at the nearer one; times may be rounded to milliseconds.
        const apart = number / RATE + late - Math.max(late, start + frame / RATE)
        const around = AROUND / RATE
        const off = Math.abs(apart - around * Math.round(apart / around))
        expect(off, `picture ${frame} of ${start}–${end} s`).toBeLessThan(0.5 / RATE + 0.002)
      }
      expect(made.likeness).toBeGreaterThan(0.97)
    }
  })

  it.each([3, 3.01, 3.99])('begins at %s s with the picture that is on show there, however long it has been', async (start) => {
    const every = 2 * RATE
    const held = ['-vf', `select='not(mod(n,${every}))'`, '-fps_mode', 'vfr', ...H264]
    const clip = await numbered('screen.mkv', ...held)
    // The keyframe before is enough: nothing is read from further back.
    expect(await leadIn({ source: clip.path, facts: clip.facts, ffmpeg: (await realPaths()).ffmpeg }, start)).toBe(start)
    const made = await cut(clip, start, start + 5.2)
    for (const [frame, number] of (await numbers(made.path)).entries()) {
      const at = (start + frame / RATE) * RATE
      const shown = [at - 0.55, at + 0.55].map((place) => every * Math.floor(place / every))
      expect(shown, `picture ${frame}`).toContain(number)
    }
  })

  it('is repeated to the frame with all of its sound, however far that lies behind its pictures in the file', async () => {
    const clip = await numbered('disc.mpg', '-c:v', 'mpeg2video', '-q:v', '2', '-g', '60', '-bf', '2', '-c:a', 'mp2')
    const made = await cut(clip, 4, 5.6, { tooShort: 'loop' })
    const turn = Array.from({ length: 40 }, (_, frame) => 100 + frame)
    expect(await numbers(made.path)).toEqual([...turn, ...turn].slice(0, Math.round(made.facts.seconds * RATE)))
    expect(made.facts.audio?.seconds).toBeCloseTo(made.facts.seconds, 1)
  })
})
