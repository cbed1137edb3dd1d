/** What a person waits for before anything is made: a legal pair that is only looked at, and a filmstrip. */
import { clips } from './parts/footage'
import { about, inFreshProcess, milliseconds, report, withFolder } from './parts/measure'
import { find } from './parts/spent'
import type { Strips } from './runs/make-strips'
import type { Untouched } from './runs/prepare-untouched'

about(
  'Before anything is made',
  'Untouched: a picture and a clip of 25 s that every limit allows, checked and hashed, beside the probe of both, medians of one process. Filmstrip: ours, ten seeks and a bare decode of the keyframes by turns.',
)

const ffmpeg = find('ffmpeg')
if (!ffmpeg) report({ row: 'everything', ours: '', rival: '', ratio: '', target: '', note: 'not here: there is no ffmpeg on the PATH' })
else
  await withFolder(async (folder) => {
    const untouched = await inFreshProcess<Untouched>('prepare-untouched', [folder])
    report({
      row: 'a legal pair of 25 s, prepared untouched, against probing it',
      ours: milliseconds(untouched.beyond),
      rival: milliseconds(untouched.probe),
      ratio: (untouched.beyond / untouched.probe).toFixed(2),
      target: '≤ 150 ms',
      note: `beyond the probe; slowest ${milliseconds(untouched.slowest)}; ${(untouched.bytes / 1e6).toFixed(1)} MB`,
    })
    const strips = await inFreshProcess<Strips>('make-strips', [(await clips(ffmpeg))[0]!.path])
    for (const { rival, ours, theirs, note, target } of strips.rows)
      report({
        row: `filmstrip of 45 s, against ${rival}`,
        ours: milliseconds(ours),
        rival: milliseconds(theirs),
        ratio: (ours / theirs).toFixed(2),
        target,
        note,
      })
  })
