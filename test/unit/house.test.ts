import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { failureCodes } from '../../src/domain/failure'

const root = resolve(import.meta.dirname, '../..')
const config = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs')) as { forbidden: { name: string }[] }

/** Codes of the catalogue that no file names; to be emptied. */
const namedNowhere: string[] = ['image.unreadable']

interface Lint {
  exitCode: number
  output: string
  /** `rule file` of every complaint. */
  found: Set<string>
}

function lint(directory: string): Promise<Lint> {
  const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  return new Promise((done) => {
    const args = [cruiser, '--config', '.dependency-cruiser.cjs', '--no-progress', 'src']
    execFile(process.execPath, args, { cwd: directory, maxBuffer: 1e8 }, (error, stdout, stderr) => {
      const found = new Set([...stdout.matchAll(/error ([\w-]+): (\S+)/g)].map((match) => `${match[1]} ${match[2]}`))
      done({ exitCode: error ? Number(error.code ?? 1) : 0, output: stdout + stderr, found })
    })
  })
}

/** Every import that the rules must let through, one file a room. */
const lawful: Record<string, string> = {
  'src/domain/media.ts': `import { z } from 'zod'\nexport const Media = z.string()\n`,
  'src/domain/plan.ts': `import { Media } from './media'\nexport const plan = Media\n`,
  'src/contract/contract.ts': `import { oc } from '@orpc/contract'\nimport { z } from 'zod'\nimport { plan } from '../domain/plan'\nexport const contract = { a: oc.output(z.union([plan, z.null()])) }\n`,
  'src/main/engine/media/ffmpeg.ts': `import ffmpeg from 'fluent-ffmpeg'\nexport const run = ffmpeg\n`,
  'src/main/engine/media/image.ts': `import sharp from 'sharp'\nexport const image = sharp\n`,
  'src/main/engine/media/image-facts.ts': `import sharp from 'sharp'\nexport const facts = sharp\n`,
  'src/main/engine/media/filmstrip.ts': `import sharp from 'sharp'\nexport const filmstrip = sharp\n`,
  'src/main/engine/net/transport.ts': `import { request } from 'undici'\nexport const send = request\n`,
  'src/main/engine/prepare.ts': `import { readFile } from 'node:fs/promises'\nimport { run } from './media/ffmpeg'\nimport { send } from './net/transport'\nexport const prepare = [readFile, run, send]\n`,
  'src/main/engine/media-door.ts': `export const door = 1\n`,
  'src/main/engine/engine.ts': `import { contract } from '../../contract/contract'\nimport { prepare } from './prepare'\nexport const engine = [contract, prepare]\n`,
  'src/main/desktop/window.ts': `import { app } from 'electron'\nimport { engine } from '../engine/engine'\nexport const window = [app, engine]\n`,
  'src/main/serve/host.ts': `import { door } from '../engine/media-door'\nexport const serve = door\n`,
  'src/main/cli/main.ts': `import { serve } from '../serve/host'\nimport { engine } from '../engine/engine'\nexport const cli = [serve, engine]\n`,
  'src/main/index.ts': `import { app } from 'electron'\nimport { window } from './desktop/window'\nexport const main = [app, window]\n`,
  'src/preload/index.ts': `import { ipcRenderer } from 'electron'\nexport const preload = ipcRenderer\n`,
  'src/renderer/host.ts': `import { plan } from '../domain/plan'\nexport const host = plan\n`,
  'src/renderer/App.tsx': `import { useState } from 'react'\nimport type { contract } from '../contract/contract'\nimport { host } from './host'\nexport const App = () => useState<typeof contract | typeof host>(host)\n`,
}

/** What each rule must catch: files that break it, each in its own way. */
const offences: Record<string, Record<string, string>> = {
  'domain-is-pure': {
    'src/domain/core.ts': `import { join } from 'node:path'\nexport const a = join\n`,
    'src/domain/core-bare.ts': `import fs from 'fs'\nexport const a = fs\n`,
    'src/domain/package.ts': `import ms from 'undici'\nexport const a = ms\n`,
    'src/domain/engine.ts': `import { door } from '../main/engine/media-door'\nexport const a = door\n`,
    'src/domain/contract.ts': `import type { contract } from '../contract/contract'\nexport type A = typeof contract\n`,
    'src/domain/lazy.ts': `export const a = () => import('node:os')\n`,
    'src/domain/passed-on.ts': `export { door } from '../main/engine/media-door'\n`,
  },
  'contract-knows-domain': {
    'src/contract/engine.ts': `import type { engine } from '../main/engine/engine'\nexport type A = typeof engine\n`,
    'src/contract/core.ts': `import { join } from 'node:path'\nexport const a = join\n`,
    'src/contract/server.ts': `import { os } from '@orpc/server'\nexport const a = os\n`,
  },
  'engine-knows-no-face': {
    'src/main/engine/knows-cli.ts': `import { cli } from '../cli/main'\nexport const a = cli\n`,
    'src/main/engine/knows-serve.ts': `import type { serve } from '../serve/host'\nexport type A = typeof serve\n`,
    'src/main/engine/knows-desktop.ts': `import { window } from '../desktop/window'\nexport const a = window\n`,
    'src/main/engine/knows-index.ts': `import { main } from '../index'\nexport const a = main\n`,
    'src/main/engine/knows-renderer.ts': `import { host } from '../../renderer/host'\nexport const a = host\n`,
    'src/main/engine/knows-preload.ts': `import { preload } from '../../preload/index'\nexport const a = preload\n`,
  },
  'renderer-knows-contract-and-domain': {
    'src/renderer/engine.ts': `import { door } from '../main/engine/media-door'\nexport const a = door\n`,
    'src/renderer/engine-type.tsx': `import type { engine } from '../main/engine/engine'\nexport type A = typeof engine\n`,
    'src/renderer/preload.ts': `import { preload } from '../preload/index'\nexport const a = preload\n`,
  },
  'renderer-is-no-node': {
    'src/renderer/core.ts': `import { readFile } from 'node:fs/promises'\nexport const a = readFile\n`,
    'src/renderer/core-bare.tsx': `import path from 'path'\nexport const a = path\n`,
  },
  'preload-hands-over': {
    'src/preload/domain.ts': `import { plan } from '../domain/plan'\nexport const a = plan\n`,
    'src/preload/renderer.ts': `import type { host } from '../renderer/host'\nexport type A = typeof host\n`,
    'src/preload/engine.ts': `import { door } from '../main/engine/media-door'\nexport const a = door\n`,
  },
  'cli-is-no-window': {
    'src/main/cli/window.ts': `import { window } from '../desktop/window'\nexport const a = window\n`,
    'src/main/cli/index-of-main.ts': `import { main } from '../index'\nexport const a = main\n`,
  },
  'desktop-is-apart': {
    'src/main/desktop/cli.ts': `import { cli } from '../cli/main'\nexport const a = cli\n`,
    'src/main/desktop/serve.ts': `import { serve } from '../serve/host'\nexport const a = serve\n`,
  },
  'serve-is-apart': {
    'src/main/serve/window.ts': `import { window } from '../desktop/window'\nexport const a = window\n`,
    'src/main/serve/cli.ts': `import type { cli } from '../cli/main'\nexport type A = typeof cli\n`,
  },
  'faces-meet-the-engine-at-its-door': {
    'src/main/cli/prepare.ts': `import { prepare } from '../engine/prepare'\nexport const a = prepare\n`,
    'src/main/serve/transport.ts': `import { send } from '../engine/net/transport'\nexport const a = send\n`,
    'src/main/desktop/image.ts': `import type { image } from '../engine/media/image'\nexport type A = typeof image\n`,
  },
  'electron-in-its-rooms': {
    'src/main/engine/electron.ts': `import { app } from 'electron'\nexport const a = app\n`,
    'src/main/serve/electron.ts': `import type { App } from 'electron'\nexport type A = App\n`,
    'src/renderer/electron.ts': `import { ipcRenderer } from 'electron'\nexport const a = ipcRenderer\n`,
    'src/main/cli/electron.ts': `export const a = () => import('electron')\n`,
  },
  'fluent-in-one-file': {
    'src/main/engine/media/probe.ts': `import ffmpeg from 'fluent-ffmpeg'\nexport const a = ffmpeg\n`,
    'src/main/engine/media/probe-type.ts': `import type { FfprobeData } from 'fluent-ffmpeg'\nexport type A = FfprobeData\n`,
  },
  'undici-in-net': {
    'src/main/engine/fetch.ts': `import { fetch } from 'undici'\nexport const a = fetch\n`,
    'src/main/engine/delivery/agent.ts': `import type { Agent } from 'undici'\nexport type A = Agent\n`,
  },
  'sharp-in-its-files': {
    'src/main/engine/media/video.ts': `import sharp from 'sharp'\nexport const a = sharp\n`,
    'src/main/engine/image.ts': `import type { Sharp } from 'sharp'\nexport type A = Sharp\n`,
  },
  'no-cycles': {
    'src/domain/here.ts': `import { there } from './there'\nexport const here = (): number => there()\n`,
    'src/domain/there.ts': `import { here } from './here'\nexport const there = (): number => here()\n`,
  },
  resolvable: {
    'src/main/engine/typo.ts': `import { a } from './no-such-file'\nexport const b = a\n`,
    'src/main/engine/missing.ts': `import a from 'no-such-package-anywhere'\nexport const b = a\n`,
  },
}

describe('the layers', () => {
  let tree: string

  const write = async (files: Record<string, string>) => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(tree, path)), { recursive: true })
      await writeFile(join(tree, path), text)
    }
  }

  beforeAll(async () => {
    tree = await mkdtemp(join(tmpdir(), 'choreo-layers-'))
    for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) await cp(join(root, file), join(tree, file))
    await symlink(join(root, 'node_modules'), join(tree, 'node_modules'), 'junction')
    await write(lawful)
  })

  afterAll(() => rm(tree, { recursive: true, force: true }))

  it('let the whole of src through, and really look at it', async () => {
    const { exitCode, output } = await lint(root)
    expect(output).toContain('no dependency violations found')
    expect(exitCode).toBe(0)
    expect(Number(/\((\d+) modules/.exec(output)?.[1])).toBeGreaterThan(20)
  })

  it('let every lawful import through', async () => {
    const { exitCode, found } = await lint(tree)
    expect([...found]).toEqual([])
    expect(exitCode).toBe(0)
  })

  it('are all tried here', () => {
    expect(Object.keys(offences).sort()).toEqual(config.forbidden.map((rule) => rule.name).sort())
  })

  describe('broken on purpose', () => {
    let broken: Lint

    beforeAll(async () => {
      for (const files of Object.values(offences)) await write(files)
      broken = await lint(tree)
    })

    it('end the lint with a failure', () => {
      expect(broken.exitCode).not.toBe(0)
    })

    it.each(Object.entries(offences))('bite: %s', (name, files) => {
      const blamed = Object.keys(files).filter((path) => broken.found.has(`${name} ${path}`))
      // A cycle is told once, at the file where it is found first.
      expect(blamed).toEqual(name === 'no-cycles' ? ['src/domain/here.ts'] : Object.keys(files))
    })

    it('blame nothing lawful', () => {
      const lawfulOnes = [...broken.found].filter((complaint) => complaint.split(' ')[1]! in lawful)
      expect(lawfulOnes).toEqual([])
    })
  })
})

describe('the files of src', () => {
  let sources: { path: string; text: string }[]

  beforeAll(async () => {
    const entries = await readdir(join(root, 'src'), { recursive: true, withFileTypes: true })
    const paths = entries
      .filter((entry) => entry.isFile() && /\.(ts|tsx|css|html)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
    sources = await Promise.all(
      paths.map(async (path) => ({ path: path.slice(root.length + 1).replaceAll('\\', '/'), text: await readFile(path, 'utf8') })),
    )
  })

  const holding = (pattern: RegExp, where = /./) =>
    sources.filter(({ path, text }) => where.test(path) && pattern.test(text)).map(({ path }) => path)

  it('are there', () => {
    expect(sources.length).toBeGreaterThan(20)
  })

  it('have no more than 320 lines', () => {
    expect(sources.filter(({ path, text }) => /\.tsx?$/.test(path) && text.split('\n').length > 321).map(({ path }) => path)).toEqual([])
  })

  it('leave nothing open and silence no tool', () => {
    expect(holding(/TODO|FIXME|XXX/)).toEqual([])
    expect(holding(/\bas any\b|: any\b|<any>|@ts-ignore|@ts-expect-error|@ts-nocheck|biome-ignore|eslint-disable/)).toEqual([])
  })

  it('of the domain know no clock, no chance, no network and no machine', () => {
    expect(
      holding(
        /\bDate\.now\b|\bnew Date\(\)|\bperformance\.|\bMath\.random\b|\bfetch\(|\bprocess\.|\b(window|document|console)\.[a-z]/,
        /^src\/domain\//,
      ),
    ).toEqual([])
  })

  it('name every failure that the catalogue lists', () => {
    const others = sources.filter(({ path }) => path !== 'src/domain/failure.ts').map(({ text }) => text)
    const unused = failureCodes.filter((code) => !others.some((text) => text.includes(`'${code}'`)))
    expect(unused.filter((code) => !namedNowhere.includes(code))).toEqual([])
  })
})
