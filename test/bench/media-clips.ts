/** Clips under a cap, against the programs that people use today. */
import { about } from './parts/measure'
import { find } from './parts/spent'
import { compareUnderCap, type Given, type Rival, SECONDS, START, TWO_PASS_BPS } from './parts/under-cap'

about(
  'Clips under a cap',
  '45 s of 1920×1080 at 30 fps, of which 29.95 s are brought under 10,000,000 bytes, each program in a process of its own, by turns, three times where there is a target; what is compared is ours : theirs, the median of each. Ours includes probing, planning and verifying. SSIM is of all planes, against the same part of the source at its own size. The ratio is that of the wall time. Peak memory is that of the largest process.',
)

await compareUnderCap(programs)

function programs({ source, input, at }: Given): Rival[] {
  const x264 = ['-an', '-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'medium']
  const twice = (pass: number) => ['-b:v', String(TWO_PASS_BPS), '-pass', String(pass), '-passlogfile', at('rival')]
  const handBrake = find('HandBrakeCLI')
  return [
    {
      name: 'two-pass x264 medium',
      commands: [
        [...input, ...x264, ...twice(1), '-f', 'null', '-'],
        [...input, ...x264, ...twice(2), '-movflags', '+faststart', at('two-pass.mp4')],
      ],
      target: at('two-pass.mp4'),
      promise: '≤ 0.5, SSIM ≥ −0.005',
    },
    {
      name: 'HandBrakeCLI, medium, two-pass',
      commands: handBrake
        ? [
            [
              ...[handBrake, '-i', source, '-o', at('handbrake.mp4'), '--start-at', `seconds:${START}`, '--stop-at', `seconds:${SECONDS}`],
              ...['-e', 'x264', '--encoder-preset', 'medium', '-b', String(Math.floor(TWO_PASS_BPS / 1000)), '--two-pass', '-a', 'none'],
              ...['-r', '30', '--cfr', '--crop', '0:0:0:0', '-w', '1920', '-l', '1080', '--optimize'],
            ],
          ]
        : null,
      target: at('handbrake.mp4'),
      promise: '≤ 0.6',
    },
    {
      name: 'bare ffmpeg, one pass, average rate',
      commands: [[...input, ...x264, '-b:v', String(TWO_PASS_BPS), '-movflags', '+faststart', at('one-pass.mp4')]],
      target: at('one-pass.mp4'),
      promise: '',
    },
  ]
}
