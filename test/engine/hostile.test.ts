/** Files that are made to do harm: each is refused with its own code, soon, and nothing of it stays. */
import { readdirSync, readFileSync } from 'node:fs'
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readReport } from '../../src/main/engine/media/ffprobe-report'
import { probe } from '../../src/main/engine/media/probe'
import { fixture } from '../support/media-fixtures'
import { childrenOf, failureOf, realPaths, realTools, scratchFolder } from '../support/media-tools'

/** Generous for a busy machine; without bounds these would take minutes, gigabytes or for ever. */
const SOON_MS = 30_000
const MOST_MEGABYTES = 900

async function refusal(path: string, as?: 'image' | 'video') {
  const began = performance.now()
  const failure = failureOf(await probe(path, await realTools(), undefined, as))
  expect(performance.now() - began).toBeLessThan(SOON_MS)
  expect(childrenOf(process.pid)).toEqual([])
  return failure
}

describe('pictures that unpack to more than they look like', () => {
  it.each([
    ['bomb.png', 'image.too-many-pixels'],
    ['bomb.webp', 'image.too-many-pixels'],
    ['huge-logical-screen.gif', 'image.too-many-pixels'],
    ['many-laughs.svg', 'image.damaged'],
    ['many-uses.svg', 'image.damaged'],
    ['slow-effect.svg', 'image.unsupported'],
  ])('%s is %s', async (name, code) => {
    const before = process.resourceUsage().maxRSS
    const failure = await refusal(await fixture(name))
    expect(failure.code).toBe(code)
    expect(failure.fix).toMatch(/\.$/)
    expect((process.resourceUsage().maxRSS - before) / 1024).toBeLessThan(MOST_MEGABYTES)
  })

  it('a comment of 256 MB takes no memory', async () => {
    const path = await fixture('text-bomb.png')
    const before = process.resourceUsage().maxRSS
    const found = await probe(path, await realTools())
    if (!found.ok) expect(found.failure.code).toMatch(/^image\./)
    expect((process.resourceUsage().maxRSS - before) / 1024).toBeLessThan(200)
  })

  it('a GIF that says it is enormous is no clip either', async () => {
    expect((await refusal(await fixture('huge-logical-screen.gif'), 'video')).code).toMatch(/too-many-pixels$/)
  })
})

describe('lists and scripts', () => {
  const names = ['clip.mp4', 'clip.mov', 'clip.mkv', 'clip.ts', 'clip.avi', 'clip.webm', 'clip.gif', 'clip.m3u8', 'clip.jpg', 'clip']
  const lists = (url: string, file: string): Record<string, string> => ({
    hls: `#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n${url}\n#EXTINF:4,\n${file}\n#EXT-X-ENDLIST\n`,
    'hls after a byte order mark': `\ufeff#EXTM3U\n#EXTINF:4,\n${url}\n`,
    'hls after an empty line': `\n\n#EXTM3U\n#EXTINF:4,\n${file}\n`,
    concat: `ffconcat version 1.0\nfile '${file}'\nfile '${url}'\n`,
    dash: `<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT4S"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1"><BaseURL>${url}</BaseURL></Representation></AdaptationSet></Period></MPD>\n`,
    smil: `<smil><body><video src="${url}"/></body></smil>`,
    sdp: `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n`,
    script: '#!/bin/sh\ntouch ran\n',
    'a page': `<!doctype html><video src="${url}"></video>`,
    subtitles: 'WEBVTT\n\n00:00.000 --> 00:01.000\nhello\n',
  })

  it('are refused under any name, and nothing they name is opened', async () => {
    const folder = await scratchFolder()
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.end()
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const { port } = server.address() as AddressInfo
    try {
      await copyFile(await fixture('short.mp4'), join(folder, 'beside.mp4'))
      for (const [kind, text] of Object.entries(lists(`http://127.0.0.1:${port}/x.mp4`, join(folder, 'beside.mp4'))))
        for (const name of names) {
          await writeFile(join(folder, name), text)
          expect((await refusal(join(folder, name))).code, `${kind} as ${name}`).toMatch(/^(video\.not-a-video|image\.not-an-image)$/)
        }
      expect(asked).toEqual([])
      expect((await readdir(folder)).sort()).toEqual([...names, 'beside.mp4'].sort())
    } finally {
      server.close()
    }
  })

  it('would be refused by ffprobe, too, if one ever came that far', async () => {
    const folder = await scratchFolder()
    const { ffprobe } = await realPaths()
    await copyFile(await fixture('short.mp4'), join(folder, 'beside.mp4'))
    for (const text of Object.values(lists('http://127.0.0.1:9/x.mp4', 'beside.mp4')).slice(0, 5)) {
      const path = join(folder, 'list.mp4')
      await writeFile(path, text)
      expect(failureOf(await readReport({ path, ffprobe })).code).toMatch(/^video\./)
    }
  })
})

describe('a clip that is cut off', () => {
  it.each(['marked.mp4', 'hevc10.mov', 'cover.mkv', 'vp9.webm', 'mjpeg-odd.avi', 'late-clock.ts', 'moving-clip.gif', 'moving-clip.webp'])(
    '%s is read or refused at every length',
    async (name) => {
      const whole = await readFile(await fixture(name))
      const path = join(await scratchFolder(), name)
      for (const share of [0, 0.0001, 0.001, 0.01, 0.1, 0.5, 0.9, 0.999]) {
        await writeFile(path, whole.subarray(0, Math.max(1, Math.floor(whole.length * share))))
        const began = performance.now()
        const found = await probe(path, await realTools(), undefined, 'video')
        expect(performance.now() - began).toBeLessThan(SOON_MS)
        if (!found.ok) expect(found.failure.code).toMatch(/^(video|image|input)\.[a-z-]+$/)
        else expect(name).toMatch(/\.(avi|ts|gif|webm|mkv)$/)
        expect(childrenOf(process.pid)).toEqual([])
      }
    },
  )
})

describe('every call of ffmpeg and ffprobe', () => {
  it('opens local files of known kinds only', () => {
    const source = fileURLToPath(new URL('../../src', import.meta.url))
    const files = (readdirSync(source, { recursive: true }) as string[]).filter((name) => /\.tsx?$/.test(name))
    const calls = files.filter((name) =>
      /'-i'|'-show_(format|streams|entries|packets|frames)'/.test(readFileSync(join(source, name), 'utf8')),
    )
    expect(calls.length).toBeGreaterThan(4)
    for (const name of calls) {
      const text = readFileSync(join(source, name), 'utf8')
      // Each input has the bounds in front of it, by its own or by the list that all share; drawn inputs have no file.
      expect(text, `${name} opens a file without bounds`).toContain('...SAFE_INPUT')
      expect(text, `${name} names kinds of its own`).not.toMatch(/'-protocol_whitelist', '(?!file,pipe')/)
    }
  })
})
