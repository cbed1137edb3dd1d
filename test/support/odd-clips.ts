/** Clips as cameras, phones, editors and downloads make them. All are marked: red in the upper left corner, green in the lower right one. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { dolbyVision } from './dolby-vision'

const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '15']
const X265 = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=error']
const FAST = ['-movflags', '+faststart']
const SECONDS = 3.2

/** @param call runs ffmpeg in the folder */
export async function makeOddClips(folder: string, call: (args: string[]) => Promise<unknown>): Promise<void> {
  const picture = (rate = 15, size = '640x360', more = '') =>
    `testsrc2=size=${size}:rate=${rate}:duration=${SECONDS},drawbox=0:0:iw/4:ih/4:0xe01010:fill,drawbox=iw*3/4:ih*3/4:iw/4:ih/4:0x20c040:fill${more}`
  const tone = (hertz = 440) => `sine=frequency=${hertz}:sample_rate=48000:duration=${SECONDS}`
  const silent = (name: string, source: string, options: string[]) => call(['-f', 'lavfi', '-i', source, ...options, name])
  const clip = (name: string, source: string, options: string[], sound = ['-c:a', 'aac']) =>
    call(['-f', 'lavfi', '-i', source, '-f', 'lavfi', '-i', tone(), ...options, ...sound, name])

  await clip('marked.mp4', picture(), [...H264, '-pix_fmt', 'yuv420p', ...FAST])
  await clip('hevc8.mp4', picture(), [...X265, '-pix_fmt', 'yuv420p', '-tag:v', 'hvc1', ...FAST])
  await clip('hevc10.mov', picture(), [...X265, '-pix_fmt', 'yuv420p10le', '-tag:v', 'hvc1', ...FAST])
  const bt2020 = ['-color_primaries', 'bt2020', '-colorspace', 'bt2020nc']
  await clip('hlg.mp4', picture(), [...X265, '-pix_fmt', 'yuv420p10le', '-color_trc', 'arib-std-b67', ...bt2020, '-tag:v', 'hvc1', ...FAST])
  await clip('hlg-half-tagged.mkv', picture(), [...X265, '-pix_fmt', 'yuv420p10le', '-color_trc', 'arib-std-b67'])
  await clip('wide-colours-only.mkv', picture(), [...X265, '-pix_fmt', 'yuv420p10le', ...bt2020])
  await clip('h264-10bit.mp4', picture(), [...H264, '-pix_fmt', 'yuv420p10le', ...FAST])
  await clip('h264-422.mp4', picture(), [...H264, '-pix_fmt', 'yuv422p', ...FAST])
  await clip('prores.mov', picture(), ['-c:v', 'prores_ks', '-profile:v', '1'], ['-c:a', 'pcm_s16le'])
  const figure = `color=c=black@0.0:size=640x360:rate=15:duration=${SECONDS},format=yuva444p,drawbox=200:100:200:150:0x20c040:fill:replace=1`
  await silent('prores-transparent.mov', figure, ['-c:v', 'prores_ks', '-profile:v', '4', '-pix_fmt', 'yuva444p10le'])
  await clip('av1.mp4', picture(), [
    '-c:v',
    'libaom-av1',
    '-cpu-used',
    '8',
    '-usage',
    'realtime',
    '-b:v',
    '400k',
    '-pix_fmt',
    'yuv420p',
    ...FAST,
  ])
  await clip('vp9.webm', picture(), ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '400k'], ['-c:a', 'libopus'])
  await clip('mpeg2.ts', picture(25), ['-c:v', 'mpeg2video', '-q:v', '4'], ['-c:a', 'mp2'])
  await clip('mpeg2.mpg', picture(25), ['-c:v', 'mpeg2video', '-q:v', '4', '-bf', '2'], ['-c:a', 'ac3'])
  await clip(
    'mjpeg-odd.avi',
    picture(15, '660x380', ',format=yuvj444p,crop=641:361'),
    ['-c:v', 'mjpeg', '-q:v', '5'],
    ['-c:a', 'pcm_s16le'],
  )
  await clip('windows.wmv', picture(), ['-c:v', 'wmv2', '-b:v', '800k'], ['-c:a', 'wmav2'])
  await silent('fast-120.mp4', picture(120), [...H264, '-pix_fmt', 'yuv420p', ...FAST])
  await silent('fast-240.mp4', picture(240, '480x360'), [...H264, '-pix_fmt', 'yuv420p', ...FAST])
  await silent('uneven.mkv', picture(30, '640x360', ",select='lt(n,30)+not(mod(n,3))'"), [
    ...H264,
    '-pix_fmt',
    'yuv420p',
    '-fps_mode',
    'vfr',
  ])
  await clip('narrow-pixels.mp4', picture(15, '640x360', ',scale=480:360,setsar=4/3'), [...H264, '-pix_fmt', 'yuv420p', ...FAST])
  await call([
    '-itsoffset',
    '0.5',
    '-i',
    'marked.mp4',
    '-i',
    'marked.mp4',
    '-map',
    '0:v',
    '-map',
    '1:a',
    '-c',
    'copy',
    ...FAST,
    'late-picture.mp4',
  ])
  await call([
    '-f',
    'lavfi',
    '-i',
    `${picture().replace('duration=3.2', 'duration=5')}`,
    ...H264,
    '-g',
    '60',
    '-pix_fmt',
    'yuv420p',
    'long-gop.mp4',
  ])
  await call(['-ss', '1.3', '-i', 'long-gop.mp4', '-c', 'copy', ...FAST, 'edited.mp4'])
  const twoTones = [
    '-f',
    'lavfi',
    '-i',
    picture(),
    '-f',
    'lavfi',
    '-i',
    tone(440),
    '-f',
    'lavfi',
    '-i',
    tone(880),
    '-map',
    '0',
    '-map',
    '1',
    '-map',
    '2',
  ]
  await call([
    ...twoTones,
    ...H264,
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'aac',
    '-disposition:a:0',
    '0',
    '-disposition:a:1',
    'default',
    'two-tracks.mkv',
  ])
  await call([...twoTones, ...H264, '-pix_fmt', 'yuv420p', '-c:a', 'aac', ...FAST, 'two-tracks.mp4'])
  await clip('surround.mkv', picture(), [...H264, '-pix_fmt', 'yuv420p', '-ac', '6'], ['-c:a', 'ac3'])
  await silent('elementary.h264', picture(), ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '2', '-pix_fmt', 'yuv420p', '-f', 'h264'])
  await call(['-fflags', '+genpts', '-r', '15', '-i', 'elementary.h264', '-c', 'copy', '-f', 'avi', 'no-times.avi'])
  await call(['-i', 'marked.mp4', '-c', 'copy', '-output_ts_offset', '95000', 'late-clock.ts'])
  await call(['-i', 'marked.mp4', '-c', 'copy', '-attach', 'photo.jpg', '-metadata:s:t', 'mimetype=image/jpeg', 'cover.mkv'])
  await silent('moving-clip.gif', picture(10, '400x360'), [])
  await silent('moving-clip.png', picture(10, '400x360'), ['-f', 'apng', '-plays', '0'])
  await sharp(join(folder, 'moving-clip.gif'), { animated: true }).webp({ quality: 60, effort: 0 }).toFile(join(folder, 'moving-clip.webp'))

  const upright = await readFile(join(folder, 'marked.mp4'))
  for (const [degrees, matrix] of Object.entries(matrices))
    await writeFile(join(folder, `turned-${degrees}.mp4`), withMatrix(upright, matrix))
  await writeFile(join(folder, 'outside.mov'), pointingOutside(upright))
  await call(['-i', 'hlg.mp4', '-c', 'copy', 'hlg-index-last.mp4'])
  const hlg = await readFile(join(folder, 'hlg-index-last.mp4'))
  await writeFile(join(folder, 'dolby-vision-5.mp4'), dolbyVision(hlg, 5, 0))
  await call(['-i', 'dolby-vision-5.mp4', '-c', 'copy', '-strict', '-2', 'dolby-vision-5.mkv'])
}

/** Rows of the display matrix for a clockwise turn. */
const matrices: Record<string, [number, number, number, number]> = {
  0: [1, 0, 0, 1],
  90: [0, 1, -1, 0],
  180: [-1, 0, 0, -1],
  270: [0, -1, 1, 0],
}

function withMatrix(mp4: Buffer, [a, b, c, d]: [number, number, number, number]): Buffer {
  const copy = Buffer.from(mp4)
  const at = copy.indexOf('tkhd', 0, 'latin1') + 4 + 40
  for (const [index, value] of [a, b, 0, c, d, 0, 0, 0].entries()) copy.writeInt32BE(value * 0x10000, at + index * 4)
  copy.writeInt32BE(0x40000000, at + 32)
  return copy
}

/** The data reference no longer says “in this file”. */
function pointingOutside(mp4: Buffer): Buffer {
  const copy = Buffer.from(mp4)
  copy.writeUInt32BE(0, copy.indexOf('url ', copy.indexOf('dref', 0, 'latin1'), 'latin1') + 4)
  return copy
}
