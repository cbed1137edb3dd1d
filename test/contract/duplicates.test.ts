/** The same inputs and wishes to the same provider within minutes: the person is asked first, and nothing is sent meanwhile. */
import { copyFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { defaultRequest } from '../../src/domain/request'
import { House, type Media, makeMedia } from './fault-house'

let media: Media
let house: House

beforeAll(async () => {
  media = await makeMedia()
})
afterAll(() => rm(media.directory, { recursive: true, force: true }))
afterEach(() => house.close())

describe('the same again', () => {
  it('is refused in words after it was made, and made when the person says so', async () => {
    house = await House.open(media)
    const first = await house.run('evolink')
    await expect(house.start('evolink')).rejects.toThrow(`job.duplicate: The same picture and clip were sent to EvoLink a moment ago`)
    expect(house.createRequests('evolink')).toBe(1)
    const second = await house.run('evolink', { again: true })
    expect(second.id).not.toBe(first.id)
    expect(house.accepted('evolink')).toBe(2)
  })

  it('is refused while the first is still on its way, however close the presses come', async () => {
    house = await House.open(media)
    const presses = await Promise.allSettled([house.start('highwayapi'), house.start('highwayapi'), house.start('highwayapi')])
    expect(presses.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
    for (const press of presses) if (press.status === 'rejected') expect(String(press.reason)).toContain('job.duplicate')
    for (const press of presses) if (press.status === 'fulfilled') await house.until(press.value.id)
    expect(house.accepted('highwayapi')).toBe(1)
  })

  it('is not the same at another provider, with another wish, or as a rehearsal', async () => {
    house = await House.open(media)
    await house.run('evolink')
    const others = [
      await house.start('wavespeed'),
      await house.start('evolink', { request: { ...defaultRequest, prompt: 'in the rain' } }),
      await house.start('evolink', { rehearse: true }),
    ]
    for (const { id } of others) expect((await house.until(id)).state).toBe('saved')
    expect(house.accepted('evolink')).toBe(2)
  })

  it('is found where the files of the first were not read yet and lie elsewhere now', async () => {
    house = await House.open(media)
    const [image, clip] = [join(media.directory, 'elsewhere.jpg'), join(media.directory, 'elsewhere.mp4')]
    await copyFile(media.image, image)
    await copyFile(media.clip, clip)
    const first = await house.start('highwayapi')
    await expect(house.start('highwayapi', await house.openFiles(image, clip))).rejects.toThrow('job.duplicate')
    await house.until(first.id)
    expect(house.accepted('highwayapi')).toBe(1)
  })

  it('may be made once more of a job that is named, and that only once', async () => {
    house = await House.open(media)
    const first = await house.run('evolink')
    const presses = await Promise.allSettled([1, 2].map(() => house.start('evolink', { repeats: first.id })))
    expect(presses.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    for (const press of presses) if (press.status === 'fulfilled') await house.until(press.value.id)
    expect(house.accepted('evolink')).toBe(2)
  })

  it('may be tried at once where the first was definitely refused', async () => {
    house = await House.open(media, { script: [{ at: 'create', effect: { kind: 'status', status: 402 } }] })
    const first = await house.run('aimlapi')
    expect(first.state).toBe('failed')
    expect((await house.run('aimlapi')).state).toBe('saved')
  })
})
