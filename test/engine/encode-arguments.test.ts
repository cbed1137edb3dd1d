import { describe, expect, it } from 'vitest'
import type { Limits } from '../../src/domain/limits'
import { type Edits, noEdits, type VideoFacts } from '../../src/domain/media'
import { planVideo } from '../../src/domain/plan-video'
import { providers } from '../../src/domain/providers/all'
import { defaultRequest, type MotionRequest } from '../../src/domain/request'
import { copyArguments, encodeArguments } from '../../src/main/engine/media/encode-arguments'
import { decimal, rational } from '../../src/main/engine/media/numbers'
import type { SourceTracks } from '../../src/main/engine/media/video-facts'
import { valueIn } from '../support/media-tools'
import { videoFacts } from '../support/samples'

interface Case {
  facts?: Partial<VideoFacts>
  edits?: Partial<Edits>
  request?: Partial<MotionRequest>
  tracks?: Partial<SourceTracks>
  limits?: Limits
}

function argumentsFor({ facts: changes, edits, request, tracks, limits = providers.wavespeed.limits }: Case) {
  const facts = videoFacts(changes)
  const plan = valueIn(planVideo(facts, limits, { ...defaultRequest, ...request }, { ...noEdits, ...edits }))
  return {
    plan,
    ...encodeArguments(plan, facts, { videoSeconds: facts.seconds, shownSeconds: facts.seconds, interlaced: false, ...tracks }),
  }
}

const valueAfter = (tokens: string[], option: string) => tokens[tokens.indexOf(option) + 1]
const graph = (wanted: Case) => valueAfter(argumentsFor(wanted).output, '-filter_complex')

describe('numbers for ffmpeg', () => {
  it('are decimal and begin with a digit', () => {
    expect([0.375, 0, 1e-7, 29.9, 12, 100, 1 / 3].map(decimal)).toEqual(['0.375', '0', '0', '29.9', '12', '100', '0.333333'])
  })

  it('are fractions where a rate is one', () => {
    expect([25, 30000 / 1001, 24000 / 1001, 60000 / 1001, 12.5, 29.97].map(rational)).toEqual([
      '25',
      '30000/1001',
      '24000/1001',
      '60000/1001',
      '12.5',
      '30000/1001',
    ])
  })
})

describe('the command line of a plan', () => {
  it('trims by seeking to the keyframe before the part, and cuts what comes out to the exact length', () => {
    const { inputs, output } = argumentsFor({ edits: { trim: { start: 0.375, end: 5 } } })
    const seek = ['-noaccurate_seek', '-ss', '0.375']
    // Once for the pictures, once for the sound.
    expect(inputs).toEqual([seek, seek])
    expect(output).toMatchInlineSnapshot(`
      [
        "-max_error_rate",
        "0.02",
        "-filter_complex",
        "[0:V:0]trim=end=4.625,fps=30:start_time=0,trim=end=5.625,scale=1080:1920:flags=lanczos:out_range=tv,format=yuv420p,setsar=1,tpad=stop_mode=clone:stop_duration=0.5,trim=end_frame=139[v];[1:a:0]atrim=start=0:end=4.625,aresample=48000:async=1:first_pts=0,apad[a]",
        "-map",
        "[v]",
        "-map",
        "[a]",
        "-t",
        "4.625",
        "-c:v",
        "libx264",
        "-profile:v",
        "high",
        "-preset",
        "veryfast",
        "-aq-mode",
        "2",
        "-ssim",
        "1",
        "-crf",
        "20",
        "-maxrate",
        "9000000",
        "-bufsize",
        "41021819",
        "-g",
        "150",
        "-x264-params",
        "psy=0",
        "-c:a",
        "aac",
        "-b:a",
        "128000",
        "-ar",
        "48000",
        "-ac",
        "2",
        "-map_metadata",
        "-1",
        "-map_chapters",
        "-1",
        "-movflags",
        "+faststart",
        "-max_muxing_queue_size",
        "4096",
        "-f",
        "mp4",
      ]
    `)
  })

  it('crops in display pixels, scales to even sides, then adds the borders', () => {
    const wanted = {
      facts: { width: 1920, height: 480, codec: 'hevc' },
      edits: { cropVideo: { x: 11, y: 7, width: 1801, height: 401 }, fit: 'pad' as const },
    }
    expect(graph(wanted)).toContain(
      'fps=30:start_time=0,trim=end=8.95,crop=1801:401:11:7:exact=1,scale=1802:402:flags=lanczos:out_range=tv,format=yuv420p,pad=1802:722:(ow-iw)/2:(oh-ih)/2:color=0xffffff',
    )
  })

  it('makes pixels square before it crops', () => {
    expect(graph({ facts: { squarePixels: false, width: 640, height: 360 } })).toContain(
      'trim=end=8.95,scale=640:360:flags=lanczos,setsar=1,',
    )
  })

  it('opens the source for each turn of a loop', () => {
    const { inputs, output } = argumentsFor({ facts: { seconds: 1.2 }, edits: { tooShort: 'loop' } })
    expect(inputs).toHaveLength(6)
    const looped = valueAfter(output, '-filter_complex')
    expect(looped).toContain('[v0][v1][v2]concat=n=3:v=1:a=0,scale')
    expect(looped).toContain('[a0][a1][a2]concat=n=3:v=0:a=1[a]')
    // Each turn begins with its own first picture, whatever lies before it in the file.
    expect(looped?.match(/:V:0\]fps=30:start_time=0/g)).toHaveLength(3)
    // A turn is as long in its sound as in its pictures, whatever either has.
    const part = graph({ facts: { seconds: 9 }, edits: { tooShort: 'loop', trim: { start: 4, end: 5.61 } }, tracks: { from: 2 } })
    expect(part).toContain('[1:V:0]setpts=PTS-2/TB,trim=end=1.61,fps=30:start_time=0')
    expect(part).toContain('tpad=stop=-1:stop_mode=clone,trim=end_frame=48[v1]')
    expect(part).toContain('[3:a:0]asetpts=PTS-2/TB,atrim=start=0:end=1.61,aresample=48000:async=1:first_pts=0,apad,atrim=end=1.6[a1]')
    const silent = argumentsFor({ facts: { seconds: 2, audio: null }, edits: { tooShort: 'loop' } })
    expect(valueAfter(silent.output, '-filter_complex')).toMatch(/^\[0:V:0\].*\[v0\]\[v1\]concat=n=2:v=1:a=0,[^;]*\[v\]$/)
    expect(silent.output).toContain('-an')
  })

  it('slows pictures and sound alike', () => {
    const slowed = graph({ facts: { seconds: 2 }, edits: { tooShort: 'slow' } })
    expect(slowed).toContain('setpts=1.55*PTS,fps=30')
    expect(slowed).toContain('[1:a:0]atempo=0.645161,aresample')
  })

  it('holds the last picture for what is missing', () => {
    expect(graph({ facts: { seconds: 2 }, edits: { tooShort: 'hold' } })).toContain('stop_duration=1.6')
    expect(graph({ facts: { codec: 'hevc' }, tracks: { videoSeconds: 7 } })).toContain('stop_duration=1.45')
  })

  it.each([
    ['pq', 'smpte2084'],
    ['hlg', 'arib-std-b67'],
  ] as const)('maps %s to SDR and names its colours in full', (dynamicRange, transfer) => {
    expect(graph({ facts: { codec: 'hevc', dynamicRange } })).toContain(
      `setparams=color_primaries=bt2020:color_trc=${transfer}:colorspace=bt2020nc,zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv,format=yuv420p`,
    )
  })

  it('deinterlaces only what is interlaced', () => {
    expect(graph({ facts: { codec: 'hevc' }, tracks: { interlaced: true } })).toContain('bwdif')
    // Of what lies before the part only what deinterlacing looks at.
    const part = { edits: { trim: { start: 4, end: 8 } }, tracks: { interlaced: true, from: 0 } }
    expect(graph(part)).toContain('setpts=PTS-4/TB,trim=start=-1:end=3.95,bwdif')
    expect(graph({ facts: { codec: 'hevc' } })).not.toContain('bwdif')
  })

  it('never lets the pictures outlast a length near a limit, nor fall short of the least one', () => {
    const frames = (seconds: number, frameRate: number) =>
      Number(/trim=end_frame=(\d+)\[v\]/.exec(graph({ facts: { codec: 'hevc', seconds, frameRate } }) ?? '')?.[1]) / frameRate
    for (const rate of [12, 24000 / 1001, 25, 30000 / 1001, 59.94]) {
      expect(frames(9.99, rate)).toBeLessThanOrEqual(9.99 + 0.02 / rate)
      expect(frames(30, rate)).toBeLessThanOrEqual(30 + 0.02 / rate)
      expect(frames(3, rate)).toBeGreaterThanOrEqual(3 - 0.02 / rate)
    }
  })

  it('keeps metadata only for someone who asked', () => {
    const facts: Partial<VideoFacts> = { codec: 'hevc', privateMetadata: ['location'] }
    expect(valueAfter(argumentsFor({ facts }).output, '-map_metadata')).toBe('-1')
    expect(valueAfter(argumentsFor({ facts, edits: { keepMetadata: true } }).output, '-map_metadata')).toBe('0')
  })

  it('copies frames, and sound too where it can be read', () => {
    const copy = (changes: Partial<VideoFacts>) => {
      const facts = videoFacts(changes)
      const plan = valueIn(planVideo(facts, providers.evolink.limits, defaultRequest, noEdits))
      expect(plan.change).toBe('copied')
      return copyArguments(plan, facts).output.join(' ')
    }
    expect(copy({ faststart: false })).toContain('-map 0:V:0 -c:v copy -map 0:a:0 -c:a copy -map_metadata -1')
    expect(
      copy({ container: 'matroska', audio: { codec: 'opus', channels: 2, sampleRate: 48_000, seconds: 8, tracks: 1, track: 0 } }),
    ).toContain('-c:v copy -map 0:a:0 -c:a aac')
    expect(copy({ container: 'matroska', audio: null })).toContain('-c:v copy -an')
  })
})
