import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { documented, type Limits } from '../../src/domain/limits'
import { type Edits, noEdits, shownMatrix, type VideoFacts } from '../../src/domain/media'
import { planVideo } from '../../src/domain/plan-video'
import { providers } from '../../src/domain/providers/all'
import { defaultRequest } from '../../src/domain/request'
import { probe } from '../../src/main/engine/media/probe'
import { makeProxy } from '../../src/main/engine/media/proxy'
import { type Film, makeSideBySide } from '../../src/main/engine/media/side-by-side'
import { verifyVideo } from '../../src/main/engine/media/verify'
import { makeVideo } from '../../src/main/engine/media/video'
import { H264, scene } from '../support/clip-scenes'
import { realPaths, realTools, scratchFolder, valueIn } from '../support/media-tools'

const RED = [0xc0, 0x30, 0x20] as const
const unsaid = ['-bsf:v', 'h264_metadata=matrix_coefficients=2:colour_primaries=2:transfer_characteristics=2']
const evolink = providers.evolink.limits

/** A clip of one colour, made with a matrix and, unless told, silent about it. */
function plain(size: string, matrix: string, more: string[] = unsaid, colour = 'c03020') {
  const drawn = `color=0x${colour}:s=${size}:r=25:d=4,format=gbrp,scale=out_color_matrix=${matrix},format=yuv420p`
  return scene('-f', 'lavfi', '-i', drawn, ...H264, ...more, 'plain.mp4')
}

async function made(clip: { path: string; facts: VideoFacts }, edits: Partial<Edits> = {}, limits: Limits = evolink) {
  const plan = valueIn(planVideo(clip.facts, limits, defaultRequest, { ...noEdits, ...edits }))
  const target = join(await scratchFolder(), 'made.mp4')
  valueIn(await makeVideo({ source: clip.path, facts: clip.facts, plan, target, ...(await realPaths()) }))
  return { path: target, facts: valueIn(await verifyVideo(target, plan, await realTools())) }
}

/** The first picture's colour at a place, as a player shows it: by what the file says, else by its lines. */
async function shown({ path, facts }: { path: string; facts: VideoFacts }, x = 0.5, y = 0.5): Promise<number[]> {
  const from = shownMatrix(facts) === 'bt709' ? 'bt709' : 'bt601'
  const args = ['-v', 'error', '-i', path, '-frames:v', '1', '-vf', `scale=in_color_matrix=${from}`, '-c:v', 'png', '-f', 'image2pipe', '-']
  const { stdout } = await promisify(execFile)((await realPaths()).ffmpeg, args, { encoding: 'buffer', maxBuffer: 64_000_000 })
  const { data, info } = await sharp(stdout).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels
  return [...data.subarray(at, at + 3)]
}

const farthest = (a: readonly number[], b: readonly number[]) => Math.max(...a.map((value, channel) => Math.abs(value - b[channel]!)))

/** As a phone held upright films, without a word on its colours: turned, it has more lines than are stored. */
async function upright() {
  const lying = await plain('854x480', 'bt601')
  const path = join(await scratchFolder(), 'phone.mp4')
  const turned = ['-v', 'error', '-display_rotation', '90', '-i', lying.path, '-c', 'copy', path]
  const older = ['-v', 'error', '-i', lying.path, '-c', 'copy', '-metadata:s:v', 'rotate=90', path]
  const { ffmpeg } = await realPaths()
  await promisify(execFile)(ffmpeg, turned).catch(() => promisify(execFile)(ffmpeg, older))
  const clip = await read(path)
  expect(clip.facts).toMatchObject({ width: 480, height: 854, colourMatrix: null })
  return clip
}

async function read(path: string) {
  const facts = valueIn(await probe(path, await realTools(), undefined, 'video'))
  if (facts.kind !== 'video') throw new Error('not a clip')
  return { path, facts }
}

describe('the colours of a clip', () => {
  it('stay when a clip that does not name them is turned upright and crosses the line at which players guess otherwise', async () => {
    const sent = await made(await upright())
    expect(sent.facts).toMatchObject({ width: 480, height: 854, rotation: 0, colourMatrix: 'smpte170m' })
    expect(farthest(await shown(sent), RED)).toBeLessThan(5)
  })

  it('are the same in the copy that the window plays, and beside other films', async () => {
    const clip = await upright()
    const { ffmpeg } = await realPaths()
    const [copy, beside] = [join(await scratchFolder(), 'copy.mp4'), join(await scratchFolder(), 'beside.mp4')]
    valueIn(await makeProxy({ ...clip, ffmpeg, target: copy }))
    valueIn(await makeSideBySide({ films: [{ ...clip, start: 0 }], sound: null, ffmpeg, target: beside }))
    expect(farthest(await shown(await read(copy)), RED)).toBeLessThan(5)
    expect(farthest(await shown(await read(beside)), RED)).toBeLessThan(5)
  })

  it('keep their greys beside other films, whichever matrix they were made with', async () => {
    const films = await Promise.all(['bt709', 'smpte170m'].map((matrix) => plain('640x360', matrix, ['-colorspace', matrix], '808080')))
    const beside = join(await scratchFolder(), 'greys.mp4')
    const [first, second] = films.map((film) => ({ ...film, start: 0 })) as [Film, Film]
    valueIn(await makeSideBySide({ films: [first, second], sound: null, ffmpeg: (await realPaths()).ffmpeg, target: beside }))
    const both = await read(beside)
    for (const x of [0.25, 0.75]) expect(farthest(await shown(both, x), [0x80, 0x80, 0x80])).toBeLessThan(2)
  })

  it('stay where a large clip without their name is half transparent', async () => {
    const drawn = 'color=0xc03020:s=1280x720:r=25:d=3,format=gbrap,scale=out_color_matrix=bt709,format=yuva420p'
    const clip = await scene('-f', 'lavfi', '-i', drawn, '-c:v', 'ffv1', '-color_range', 'tv', 'layer.mkv')
    expect(clip.facts).toMatchObject({ pixelFormat: 'yuva420p', colourMatrix: null })
    expect(farthest(await shown(await made(clip)), RED)).toBeLessThan(5)
  })

  it('stay when a large clip that does not name them is made smaller', async () => {
    const clip = await plain('1280x720', 'bt709')
    const small: Limits = { ...evolink, video: { ...evolink.video, maxSide: documented(640) } }
    const scaled = await made(clip, {}, small)
    expect(scaled.facts).toMatchObject({ width: 640, height: 360, colourMatrix: 'bt709' })
    expect(farthest(await shown(scaled), RED)).toBeLessThan(5)
  })

  it.each(['bt709', 'smpte170m'] as const)('stay as a clip of %s names them', async (matrix) => {
    const said = ['-colorspace', matrix, '-color_primaries', matrix, '-color_trc', matrix]
    const scaled = await made(await plain('300x300', matrix === 'bt709' ? 'bt709' : 'bt601', said))
    expect(scaled.facts).toMatchObject({ width: 340, height: 340, colourMatrix: matrix })
    expect(farthest(await shown(scaled), RED)).toBeLessThan(5)
  })

  it.each(['bt709', 'smpte170m'] as const)('has borders of the colour that was asked for, around a clip of %s', async (matrix) => {
    const said = ['-colorspace', matrix, '-color_primaries', matrix, '-color_trc', matrix]
    const clip = await plain('1200x400', matrix === 'bt709' ? 'bt709' : 'bt601', said)
    const padded = await made(clip, { fit: 'pad', padWith: '#20a060' })
    expect(padded.facts.height).toBeGreaterThan(400)
    expect(farthest(await shown(padded), RED)).toBeLessThan(5)
    expect(farthest(await shown(padded, 0.5, 0.02), [0x20, 0xa0, 0x60])).toBeLessThan(5)
  })
})
