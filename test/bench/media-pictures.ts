/** Pictures against bare sharp and the program that people use today. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { photograph } from './parts/footage'
import { about, commandOf, inFreshProcess, milliseconds, report, withFolder } from './parts/measure'
import { costs, ffmpegToMeasureWith, find, spentOn } from './parts/spent'
import type { Pictures } from './runs/crop-pictures'

about(
  'Pictures',
  'A JPEG of 24 megapixels, cropped, scaled to 3000×2000 and saved at the same quality and with all of its colours (4:4:4), ours and bare sharp by turns in one process.',
)

const ffmpeg = ffmpegToMeasureWith()
if (ffmpeg) await withFolder(async (folder) => comparePictures(folder, await photograph(ffmpeg)))

async function comparePictures(folder: string, source: string): Promise<void> {
  const { ours, sharp, bytes, sharpBytes, quality } = await inFreshProcess<Pictures>('crop-pictures', [source, folder])
  // Each once in a process of its own: what both take of Node and of libvips' threads is the same.
  const alone = (who: string) => spentOn([commandOf('crop-pictures', [source, folder, who, String(quality)])], join(folder, 'spent'))
  const [oursAlone, sharpAlone] = [await alone('ours'), await alone('sharp')]
  report({
    row: '24 MP picture, against bare sharp',
    ours: milliseconds(ours),
    rival: milliseconds(sharp),
    ratio: (ours / sharp).toFixed(2),
    target: '≤ 1.1',
    note: `JPEG quality ${quality}; ${bytes} : ${sharpBytes} bytes; ${costs(oursAlone, sharpAlone)}`,
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
    note: `${bytes} : ${(await stat(target)).size} bytes; ${costs(oursAlone, theirs)}; ours without, theirs with starting the process`,
  })
}
