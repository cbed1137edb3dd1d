/** Pictures against bare sharp and the program that people use today. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { photograph } from './parts/footage'
import { about, inFreshProcess, mebibytes, milliseconds, report, withFolder } from './parts/measure'
import { canMeasure, find, spentOn } from './parts/spent'
import type { Pictures } from './runs/crop-pictures'

about(
  'Pictures',
  'A JPEG of 24 megapixels, cropped, scaled to 3000×2000 and saved at the same quality, ours and bare sharp by turns in one process.',
)

const ffmpeg = find('ffmpeg')
if (!ffmpeg || !canMeasure()) {
  report({
    row: 'everything',
    ours: '',
    rival: '',
    ratio: '',
    target: '',
    note: 'not here: it takes Linux with GNU time and ffmpeg on the PATH',
  })
} else await withFolder(async (folder) => comparePictures(folder, await photograph(ffmpeg)))

async function comparePictures(folder: string, source: string): Promise<void> {
  const { ours, sharp, bytes, sharpBytes, quality, added } = await inFreshProcess<Pictures>('crop-pictures', [source, folder])
  report({
    row: '24 MP picture, against bare sharp',
    ours: milliseconds(ours),
    rival: milliseconds(sharp),
    ratio: (ours / sharp).toFixed(2),
    target: '≤ 1.1',
    note: `JPEG quality ${quality}; ${bytes} : ${sharpBytes} bytes; peak memory of the process ${mebibytes(added)}`,
  })
  const convert = find('convert')
  const row = '24 MP picture, against ImageMagick'
  if (!convert) return report({ row, ours: '', rival: '', ratio: '', target: 'about 0.33', note: 'not here' })
  const target = join(folder, 'magick.jpg')
  const command = [
    convert,
    source,
    '-auto-orient',
    '-crop',
    '5400x3600+300+200',
    '+repage',
    '-resize',
    '3000x2000!',
    '-quality',
    String(quality),
    target,
  ]
  const theirs = await spentOn([command], join(folder, 'spent'))
  report({
    row,
    ours: milliseconds(ours),
    rival: milliseconds(theirs.wall),
    ratio: (ours / theirs.wall).toFixed(2),
    target: 'about 0.33',
    note: `CPU of ImageMagick ${Math.round(theirs.cpu)} ms, a process of its own; peak memory ${mebibytes(theirs.peak)}; ${(await stat(target)).size} bytes`,
  })
}
