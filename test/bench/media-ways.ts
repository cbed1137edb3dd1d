/** The ways to meet a cap that Choreo could have taken instead of a survey and one pass: what `rate-control.ts` was chosen by. */
import { about } from './parts/measure'
import { CAP, compareUnderCap, type Given, type Rival, SECONDS, TWO_PASS_BPS } from './parts/under-cap'

/** Of the cap, for the container. */
const TABLES = 0.99
const BUFFER_SECONDS = 1
/** Bits of all pictures are at most the rate times the length and the buffer's first filling, nine tenths of it. */
const BOUNDED_BPS = Math.floor((CAP * 8 * TABLES) / (SECONDS + 0.9 * BUFFER_SECONDS))

about(
  'Ways to meet a cap',
  'As in “Clips under a cap”; ours is what Choreo does, a survey of a small copy and one pass that fills the cap, with probing, planning and verifying. The others are the bare passes of other ways: constant quality under a rate buffer that makes the cap certain; constant quality whose pass is kept where it fits and is the first of two where it does not; two passes in full size at the same preset.',
)

await compareUnderCap(ways)

function ways({ input, at }: Given): Rival[] {
  const x264 = (preset: string) => [...input, '-an', '-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', preset]
  const pass = (number: number, log: string) => ['-pass', String(number), '-passlogfile', at(log)]
  const into = (file: string) => ['-movflags', '+faststart', at(file)]
  const bounded = (preset: string): Rival => ({
    name: `one pass under a rate buffer, CRF 20 ${preset}`,
    commands: [
      [
        ...[...x264(preset), '-crf', '20', '-maxrate', String(BOUNDED_BPS), '-bufsize', String(BOUNDED_BPS * BUFFER_SECONDS)],
        ...into('bounded.mp4'),
      ],
    ],
    target: at('bounded.mp4'),
    promise: '',
  })
  return [
    bounded('veryfast'),
    bounded('fast'),
    {
      name: 'CRF 23 veryfast, kept if it fits, else the first of two passes',
      commands: [[...x264('veryfast'), '-crf', '23', '-x264-params', 'slow-firstpass=1', ...pass(1, 'kept'), ...into('kept.mp4')]],
      ifOver: [[...x264('veryfast'), '-b:v', String(TWO_PASS_BPS), ...pass(2, 'kept'), ...into('kept.mp4')]],
      target: at('kept.mp4'),
      promise: '',
    },
    {
      name: 'two-pass x264 veryfast',
      commands: [
        [...x264('veryfast'), '-b:v', String(TWO_PASS_BPS), ...pass(1, 'twice'), '-f', 'null', '-'],
        [...x264('veryfast'), '-b:v', String(TWO_PASS_BPS), ...pass(2, 'twice'), ...into('twice.mp4')],
      ],
      target: at('twice.mp4'),
      promise: '',
    },
  ]
}
