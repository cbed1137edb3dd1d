import { describe, expect, it } from 'vitest'
import type { ClipMap } from '../../src/domain/clip-map'
import type { VideoFacts } from '../../src/domain/media'
import { mapClip } from '../../src/main/engine/media/clip-map'
import { drawn, H264, scene, wall } from '../support/clip-scenes'
import { clipOf, failureOf, realPaths, valueIn } from '../support/media-tools'

async function mapOf(clip: { path: string; facts: VideoFacts }): Promise<ClipMap> {
  const { ffmpeg } = await realPaths()
  return valueIn(await mapClip({ ...clip, ffmpeg })).map
}

/** Three scenes that have nothing in common; cuts at 2 s and 4.4 s. */
const threeScenes = (rate: number) =>
  scene(
    ...['-f', 'lavfi', '-i', `testsrc2=s=320x180:r=${rate}:d=2`],
    ...['-f', 'lavfi', '-i', `mandelbrot=s=320x180:r=${rate}`],
    ...['-f', 'lavfi', '-i', `smptebars=s=320x180:r=${rate}:d=2`],
    '-filter_complex',
    '[0]format=yuv420p[a];[1]trim=duration=2.4,setpts=PTS-STARTPTS,format=yuv420p[b];[2]noise=alls=10:allf=t,format=yuv420p[c];[a][b][c]concat=n=3',
    ...H264,
    'scenes.mp4',
  )

describe('cuts', () => {
  it.each([10, 25, 60])('finds each within a frame at %i frames a second', async (rate) => {
    const { cuts, flashes, frameSeconds } = await mapOf(await threeScenes(rate))
    expect(cuts).toHaveLength(2)
    expect(Math.abs(cuts[0]!.time - 2)).toBeLessThanOrEqual(1 / rate + 0.001)
    expect(Math.abs(cuts[1]!.time - 4.4)).toBeLessThanOrEqual(1 / rate + 0.001)
    expect(cuts.every(({ score }) => score > 5 && score <= 100)).toBe(true)
    expect(flashes).toEqual([])
    expect(frameSeconds).toBeCloseTo(1 / rate, 2)
  })

  it('finds them in a clip of uneven frames, on its own clock', async () => {
    const { path } = await threeScenes(30)
    const uneven = await scene('-i', path, '-vf', "select='lt(n,45)+not(mod(n,3))'", '-fps_mode', 'vfr', ...H264, 'uneven.mp4')
    const { cuts } = await mapOf(uneven)
    expect(cuts.map(({ time }) => Math.round(time * 10) / 10)).toEqual([2, 4.4])
  })

  it('takes a fade and a dissolve for none', async () => {
    const faded = await mapOf(await drawn(4, "fade=t=out:st=1.5:d=1:enable='lt(t,3)',fade=t=in:st=3:d=0.8:enable='gte(t,3)'"))
    expect(faded.cuts).toEqual([])
    const dissolved = await mapOf(
      await scene(
        ...['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=3', '-f', 'lavfi', '-i', 'mandelbrot=s=320x180:r=25'],
        ...[
          '-filter_complex',
          '[1]trim=duration=3,setpts=PTS-STARTPTS,format=yuv420p[b];[0][b]xfade=duration=1:offset=2',
          ...H264,
          'x.mp4',
        ],
      ),
    )
    expect(dissolved.cuts).toEqual([])
  })

  it('tells a flash from a cut', async () => {
    const { cuts, flashes } = await mapOf(await drawn(4, "drawbox=enable='between(n,50,52)':color=white:t=fill"))
    expect(cuts).toEqual([])
    expect(flashes).toEqual([{ time: 2 }])
  })

  it('takes neither fast movement nor a pan nor a shaking camera for one', async () => {
    const whip = await wall(2, "crop=640:360:'20+500*(0.5-0.5*cos(PI*clip((t-0.6)/0.5,0,1)))':100:exact=1,scale=320:180")
    expect((await mapOf(whip)).cuts).toEqual([])
    expect((await mapOf(await clipOf('plain.mp4'))).cuts).toEqual([])
    expect((await mapOf(await clipOf('uneven.mp4'))).cuts).toEqual([])
  })
})

describe('what does not move', () => {
  it('finds a frozen stretch', async () => {
    const clip = await drawn(3, 'loop=loop=50:size=1:start=50')
    const { freezes, cuts, black } = await mapOf(clip)
    expect(freezes).toHaveLength(1)
    // Frame 50 is held, and 24 more come after it.
    expect(freezes[0]!.start).toBeGreaterThan(1.95)
    // The encoder needs a few frames until its picture stands still, too.
    expect(freezes[0]!.start).toBeLessThan(2.25)
    expect(Math.abs(freezes[0]!.end - (clip.facts.seconds - 1))).toBeLessThan(0.1)
    expect(cuts).toEqual([])
    expect(black).toEqual([])
  })

  it('finds the end of the pictures where the sound goes on', async () => {
    const { freezes } = await mapOf(await clipOf('sound-outlasts.mp4'))
    expect(freezes).toHaveLength(1)
    expect(freezes[0]!.end).toBeCloseTo(5, 1)
    expect(freezes[0]!.start).toBeGreaterThan(3.8)
  })

  it('finds black, and says where it ends', async () => {
    const { black } = await mapOf(await drawn(4, "drawbox=enable='between(t,1,1.99)':color=black:t=fill"))
    expect(black).toHaveLength(1)
    expect(black[0]!.start).toBeCloseTo(1, 1)
    expect(black[0]!.end).toBeCloseTo(2, 1)
  })
})

describe('the camera, estimated', () => {
  const cameras: [string, string, ClipMap['camera'][number]][] = [
    ['that stands still', 'crop=640:360:100:100,scale=320:180', 'static'],
    ['that pans', "crop=640:360:'60+64*t':100:exact=1,scale=320:180", 'pan'],
    ['that tilts', "crop=640:360:100:'20+64*t':exact=1,scale=320:180", 'pan'],
    ['held in a hand', "crop=640:360:'150+12*sin(2*PI*t*1.7)':'100+9*cos(2*PI*t*2.3)':exact=1,scale=320:180", 'handheld'],
    ['that zooms', "scale='640*(1+0.2*t)':'360*(1+0.2*t)':eval=frame,crop=320:180", 'zoom'],
  ]
  it.each(cameras)('%s', async (_, filters, wanted) => {
    const { camera, freezes } = await mapOf(await wall(3, filters))
    expect(camera).toHaveLength(3)
    expect(camera.filter((move) => move === wanted).length).toBeGreaterThanOrEqual(2)
    expect(freezes).toEqual([])
  })

  it('measures how fast the picture goes by, the same at any frame rate', async () => {
    for (const rate of [15, 50]) {
      const { speed } = await mapOf(await wall(2, "crop=640:360:'20+192*t':100:exact=1,scale=320:180", rate))
      // 192 of 640 pixels a second.
      expect(speed[0]).toBeGreaterThan(0.24)
      expect(speed[0]).toBeLessThan(0.42)
    }
  })

  it('tells more movement from less', async () => {
    const quiet = await mapOf(await wall(2, 'crop=640:360:100:100,scale=320:180'))
    const busy = await mapOf(await clipOf('plain.mp4'))
    expect(quiet.motion[0]).toBeLessThan(busy.motion[0]! / 2)
  })
})

describe('sound', () => {
  it('has its peaks where it beeps', async () => {
    const beeps = "volume='if(between(t,1,1.5)+between(t,3,3.2),1,0)':eval=frame,volume=2"
    const { peaks, seconds } = await mapOf(
      await scene(
        ...['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=4', '-f', 'lavfi', '-i', `sine=f=880:r=48000:d=4,${beeps}`],
        ...[...H264, '-c:a', 'aac', '-shortest', 'beep.mp4'],
      ),
    )
    expect(seconds).toBeCloseTo(4, 1)
    expect(peaks).toHaveLength(200)
    const at = (second: number) => peaks![Math.floor((second / seconds) * 200)]!
    for (const loud of [1.1, 1.25, 1.4, 3.1]) expect(at(loud)).toBeGreaterThan(0.15)
    for (const quiet of [0.5, 0.9, 1.7, 2.5, 3.5]) expect(at(quiet)).toBeLessThan(0.03)
  })

  it('is null where there is none', async () => {
    expect((await mapOf(await clipOf('silent.mp4'))).peaks).toBeNull()
  })
})

describe('the pass', () => {
  it('says how far it is, and ends at the whole', async () => {
    const { ffmpeg } = await realPaths()
    const told: number[] = []
    valueIn(await mapClip({ ...(await clipOf('plain.mp4')), ffmpeg, onProgress: (fraction) => told.push(fraction) }))
    expect(told.at(-1)).toBe(1)
    expect(told.length).toBeGreaterThan(10)
    expect([...told].sort((a, b) => a - b)).toEqual(told)
  })

  it('stops when it is told to', async () => {
    const { ffmpeg } = await realPaths()
    const stop = new AbortController()
    const clip = await clipOf('plain.mp4')
    const answer = await mapClip({ ...clip, ffmpeg, signal: stop.signal, onProgress: () => stop.abort() })
    expect(failureOf(answer).code).toBe('cancelled')
    expect(failureOf(await mapClip({ ...clip, ffmpeg, signal: stop.signal })).code).toBe('cancelled')
  })

  it('reads portrait, rotated, deep, wide-pixelled and odd clips', async () => {
    for (const name of [
      'tall.mp4',
      'rotated.mp4',
      'hevc10.mkv',
      'wide-pixels.mp4',
      'odd.mp4',
      'mjpeg.avi',
      'full-range.mp4',
      'cover.mp4',
    ]) {
      const map = await mapOf(await clipOf(name))
      expect(map.motion.length, name).toBe(Math.ceil(map.seconds - 0.001))
      expect(map.cuts, name).toEqual([])
      expect(map.motion[0], name).toBeGreaterThan(0.3)
    }
  })

  it('refuses what cannot be decoded', async () => {
    const { facts } = await clipOf('plain.mp4')
    const { ffmpeg } = await realPaths()
    const { path } = await clipOf('sound-outlasts.mp4')
    expect(failureOf(await mapClip({ path: `${path}.gone`, facts, ffmpeg })).code).toBe('video.damaged')
    expect(failureOf(await mapClip({ path, facts, ffmpeg: '/nowhere/ffmpeg' })).code).toBe('setup.no-ffmpeg')
  })
})
