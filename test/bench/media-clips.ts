/** Clips under a cap, against the programs that people use today. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { clips, similarity } from './parts/footage'
import { about, milliseconds, report, withFolder } from './parts/measure'
import { costs, ffmpegToMeasureWith, find, type Spent, spentOn } from './parts/spent'

const START = 5
const SECONDS = 29.95
const CAP = 10_000_000
/** What careful people ask of two passes under a cap: a little less than it, since they overshoot. */
const RIVAL_BPS = Math.floor((CAP * 8 * 0.975) / SECONDS)

about(
  'Clips under a cap',
  '45 s of 1920×1080 at 30 fps, of which 29.95 s are brought under 10,000,000 bytes, each program in a process of its own, one after the other; what is compared is ours : theirs. Ours includes probing, planning and verifying. SSIM is of all planes, against the same part of the source at its own size. The ratio is that of the wall time. Peak memory is that of the largest process.',
)

const ffmpeg = ffmpegToMeasureWith()
if (ffmpeg) {
  await withFolder(async (folder) => {
    for (const { name, path } of await clips(ffmpeg)) await compareClip(name, path, folder, ffmpeg)
  })
}

interface Made extends Spent {
  bytes: number
  ssim: number
}

async function compareClip(name: string, source: string, folder: string, ffmpeg: string): Promise<void> {
  const notes = join(folder, 'spent')
  const measure = async (commands: string[][], target: string): Promise<Made> => {
    const spent = await spentOn(commands, notes)
    return { ...spent, bytes: (await stat(target)).size, ssim: await similarity(ffmpeg, source, START, target) }
  }
  const at = (file: string) => join(folder, file)
  const input = [ffmpeg, '-nostdin', '-v', 'error', '-y', '-ss', String(START), '-t', String(SECONDS), '-i', source]
  const x264 = ['-an', '-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'medium']
  const twice = (pass: number) => ['-b:v', String(RIVAL_BPS), '-pass', String(pass), '-passlogfile', at('rival')]
  const handBrake = find('HandBrakeCLI')
  const byHandBrake = (more: string[]) =>
    handBrake
      ? [
          [
            handBrake,
            '-i',
            source,
            '-o',
            at('handbrake.mp4'),
            '--start-at',
            `seconds:${START}`,
            '--stop-at',
            `seconds:${SECONDS}`,
            '-e',
            'x264',
          ].concat(
            [
              '--encoder-preset',
              'medium',
              '-b',
              String(Math.floor(RIVAL_BPS / 1000)),
              '--two-pass',
              ...more,
              '-a',
              'none',
              '-r',
              '30',
              '--cfr',
            ],
            ['--crop', '0:0:0:0', '-w', '1920', '-l', '1080', '--optimize'],
          ),
        ]
      : null
  const rivals: { rival: string; commands: string[][] | null; target: string; promise: string }[] = [
    {
      rival: 'two-pass x264 medium',
      commands: [
        [...input, ...x264, ...twice(1), '-f', 'null', '-'],
        [...input, ...x264, ...twice(2), '-movflags', '+faststart', at('two-pass.mp4')],
      ],
      target: at('two-pass.mp4'),
      promise: '≤ 0.5, SSIM ≥ −0.005',
    },
    { rival: 'HandBrakeCLI, medium, two-pass', commands: byHandBrake([]), target: at('handbrake.mp4'), promise: '≤ 0.6' },
    {
      rival: 'bare ffmpeg, one pass, average rate',
      commands: [[...input, ...x264, '-b:v', String(RIVAL_BPS), '-movflags', '+faststart', at('one-pass.mp4')]],
      target: at('one-pass.mp4'),
      promise: '',
    },
  ]
  const clip = join(process.env.CHOREO_BENCH ?? '', 'runs', 'make-clip.js')
  for (const { rival, commands, target, promise } of rivals) {
    const row = `${name}: under 10 MB, against ${rival}`
    if (!commands) {
      report({ row, ours: '', rival: '', ratio: '', target: promise, note: 'not here' })
      continue
    }
    const ours = await measure([[process.execPath, clip, source, at('ours.mp4'), String(START), String(START + SECONDS)]], at('ours.mp4'))
    const theirs = await measure(commands, target)
    const over = (bytes: number) => (bytes > CAP ? `${bytes} bytes, over` : `${bytes} bytes`)
    report({
      row,
      ours: milliseconds(ours.wall),
      rival: milliseconds(theirs.wall),
      ratio: (ours.wall / theirs.wall).toFixed(2),
      target: promise,
      note: [
        costs(ours, theirs),
        `SSIM ${ours.ssim.toFixed(4)} : ${theirs.ssim.toFixed(4)} (${signed(ours.ssim - theirs.ssim)})`,
        `size ${(ours.bytes / theirs.bytes).toFixed(2)} (${over(ours.bytes)} : ${over(theirs.bytes)})`,
      ].join('; '),
    })
  }
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`
}
