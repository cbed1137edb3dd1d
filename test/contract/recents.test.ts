/** Files that were used before, and the samples: tickets to open them again, and links to look at them. */
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { root, temporaryFolder } from '../support/cli'
import { phoneHeic } from '../support/odd-pictures'
import { must, type OpenedEngine, openedEngine } from '../support/opened-engine'
import { type ServedHouse, servedHouse } from '../support/served-house'

const picture = join(root, 'resources', 'sample-character.jpg')
const clip = join(root, 'resources', 'sample-dance.mp4')

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function desktop(home?: string): Promise<OpenedEngine> {
  const opened = await openedEngine({ face: 'desktop' }, home)
  open.push(opened.engine)
  return opened
}

describe('samples', () => {
  it('are there at once, open like any file, and are not taken for files that were used', async () => {
    const { client } = await desktop()
    const { image, video } = must(await client.media.samples())
    expect(must(await client.media.open({ ticket: image })).facts).toMatchObject({ kind: 'image' })
    expect(must(await client.media.open({ ticket: video })).facts).toMatchObject({ kind: 'video' })
    expect(await client.media.recents()).toEqual([])
  })

  it('of a packaged app lie in its resources', async () => {
    const resourcesPath = await temporaryFolder('resources')
    for (const file of [picture, clip]) await copyFile(file, join(resourcesPath, resolve(file).split(/[/\\]/).at(-1)!))
    const { client, engine } = await openedEngine({ face: 'desktop', resourcesPath })
    const { image } = must(await client.media.samples())
    const { href } = must(await client.media.open({ ticket: image }))
    expect(engine.door.resolve(href.slice('m/'.length))?.path).toBe(join(resourcesPath, 'sample-character.jpg'))
    await engine.close()
  })
})

describe('recent files', () => {
  it('come newest first, once each, with a ticket that opens them and a link that shows them, also in the next session', async () => {
    const folder = await temporaryFolder('files')
    const [a, b] = [join(folder, 'a.jpg'), join(folder, 'b')]
    await copyFile(picture, a)
    await copyFile(clip, b)
    const first = await desktop()
    for (const path of [a, b, a]) must(await first.client.media.open({ ticket: first.engine.admit(path) }))
    await first.client.media.open({ ticket: first.engine.admit(join(folder, 'nothing.jpg')) })
    await first.client.media.open({ ticket: first.engine.admit(folder) })
    await first.engine.close()
    open.length = 0

    const { client, engine, home } = await desktop(first.home)
    const recents = await client.media.recents()
    expect(recents).toMatchObject([
      { kind: 'image', name: 'a.jpg' },
      { kind: 'video', name: 'b' },
    ])
    expect(JSON.stringify(recents)).not.toContain(folder)
    expect(engine.door.resolve(recents[0]!.href.slice(2))).toEqual({ path: a, mime: 'image/jpeg' })
    expect(must(await client.media.open({ ticket: recents[1]!.ticket }))).toMatchObject({ name: 'b', facts: { kind: 'video' } })
    // What was opened is known by its content from then on, whatever it is called.
    const [now] = await client.media.recents()
    expect(engine.door.resolve(now!.href.slice(2))?.mime).toBe('video/mp4')
    expect(now!.ticket).toBe(recents[1]!.ticket)

    await rm(a)
    expect((await client.media.recents()).map(({ name }) => name)).toEqual(['b'])
    await writeFile(join(home, 'recents.json'), 'no list')
    expect(await client.media.recents()).toEqual([])
    await mkdir(join(folder, 'many'))
    for (let number = 0; number < 26; number++) {
      const path = join(folder, 'many', `${number}.jpg`)
      await copyFile(picture, path)
      must(await client.media.open({ ticket: engine.admit(path) }))
    }
    expect(await client.media.recents()).toHaveLength(24)
    expect((await client.media.recents())[0]!.name).toBe('25.jpg')
  })

  it('never keep a file from being opened', async () => {
    const { client, engine, home } = await desktop()
    await mkdir(join(home, 'recents.json'))
    const path = join(await temporaryFolder('files'), 'a.jpg')
    await copyFile(picture, path)
    must(await client.media.open({ ticket: engine.admit(path) }))
    expect(await client.media.recents()).toMatchObject([{ name: 'a.jpg' }])
    expect(await readdir(home)).toContain('recents.json.unreadable')
  })

  it('of the shell are not noted', async () => {
    const { client, engine, home } = await openedEngine({ face: 'cli' })
    open.push(engine)
    const path = join(await temporaryFolder('files'), 'a.jpg')
    await copyFile(picture, path)
    must(await client.media.open({ ticket: engine.admit(path) }))
    expect(await client.media.recents()).toEqual([])
    expect(await readdir(home)).not.toContain('recents.json')
  })

  it('of a browser are the copies in the inbox, one for a file that was dropped twice', async () => {
    const house: ServedHouse = await servedHouse()
    open.push(house.served)
    for (let turn = 0; turn < 2; turn++)
      must(await house.client.media.open({ ticket: await house.drop('me.jpg', await readFile(picture)) }))
    const recents = await house.client.media.recents()
    expect(recents).toMatchObject([{ kind: 'image', name: 'me.jpg' }])
    const shown = await fetch(`${house.origin}/${recents[0]!.href}`, { headers: { cookie: house.cookie } })
    expect(shown.headers.get('content-type')).toBe('image/jpeg')
    must(await house.client.projects.open({ create: 'Next' }))
    const there = await house.client.media.recents()
    expect(must(await house.client.media.open({ ticket: there[0]!.ticket })).name).toBe('me.jpg')
  })
})

describe('a folder', () => {
  it('is no picture and no clip; its ticket opens a project where the face can show another', async () => {
    const switched: string[] = []
    const { client, engine } = await openedEngine({
      face: 'desktop',
      switchProject: async (dir) => {
        switched.push(dir)
        return { ok: true, value: null }
      },
    })
    open.push(engine)
    const folder = await temporaryFolder('dropped')
    expect(await client.media.open({ ticket: engine.admit(folder) })).toMatchObject({ ok: false, failure: { code: 'input.not-a-file' } })
    expect(must(await client.projects.open({ ticket: engine.admit(folder) })).dir).toBe(folder)
    expect(switched).toEqual([folder])
  })
})

describe('pictures of every kind', () => {
  it('are served as what they are', async () => {
    const folder = await temporaryFolder('kinds')
    const drawing = join(folder, 'drawing.svg')
    await writeFile(drawing, '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"><rect width="400" height="400"/></svg>')
    const phone = join(folder, 'phone')
    await writeFile(phone, phoneHeic())
    const { client, engine } = await desktop()
    for (const [path, mime] of [
      [drawing, 'image/svg+xml'],
      [phone, 'image/heic'],
    ] as const) {
      const { href } = must(await client.media.open({ ticket: engine.admit(path) }))
      expect(engine.door.resolve(href.slice(2))).toEqual({ path, mime })
    }
  })
})
