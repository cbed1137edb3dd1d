/** Settings and presets through the router: kept in files that a person can read, in force at once, never written over blindly. */
import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Preset } from '../../src/contract/window-shapes'
import { createSpending } from '../../src/main/engine/jobs/spending'
import { readSettings, refreshSettings } from '../../src/main/engine/settings'
import { type OpenedEngine, openedEngine } from '../support/opened-engine'

const bucket = { endpoint: 'https://s3.example.com/', region: 'eu-central-1', name: 'clips', prefix: 'a//b', pathStyle: true, lifeHours: 6 }

let opened: OpenedEngine
beforeEach(async () => {
  opened = await openedEngine()
})
afterEach(() => opened.engine.close())

const settingsFile = () => join(opened.home, 'settings.json')
const written = async () => JSON.parse(await readFile(settingsFile(), 'utf8'))

describe('settings', () => {
  it('begin without a file, and say where it will be', async () => {
    expect(await opened.client.settings.get()).toEqual({
      ok: true,
      value: {
        dailyLimitUsd: null,
        spentTodayUsd: 0,
        host: null,
        bucket: null,
        language: 'system',
        appearance: 'system',
        notifications: true,
        welcomed: false,
        path: settingsFile(),
      },
    })
  })

  it('change what is named, keep the rest and what they do not know, and hold at once', async () => {
    await writeFile(settingsFile(), JSON.stringify({ defaultProject: '/x', later: { a: 1 }, appearance: 'dark', language: 'tlh' }))
    expect(await opened.client.settings.set({ dailyLimitUsd: 2.5, host: 's3', bucket, welcomed: true })).toMatchObject({
      ok: true,
      value: { dailyLimitUsd: 2.5, host: 's3', appearance: 'dark', language: 'system', welcomed: true, bucket: { prefix: 'a/b/' } },
    })
    expect(await written()).toEqual({
      defaultProject: '/x',
      later: { a: 1 },
      appearance: 'dark',
      language: 'tlh',
      dailyLimitUsd: 2.5,
      host: 's3',
      welcomed: true,
      bucket: { ...bucket, endpoint: 'https://s3.example.com', prefix: 'a/b/' },
    })
    const info = await opened.client.system.info()
    expect(info.host).toBe('s3')
    expect(info.hosts.find(({ id }) => id === 's3')).toMatchObject({ name: 'your bucket “clips”' })

    expect(await opened.client.settings.set({ dailyLimitUsd: null, bucket: null })).toMatchObject({
      ok: true,
      value: { dailyLimitUsd: null, bucket: null, host: 's3' },
    })
    expect(await written()).not.toHaveProperty('bucket')
    expect(await written()).not.toHaveProperty('dailyLimitUsd')
  })

  it('take over what was changed by hand', async () => {
    await writeFile(settingsFile(), JSON.stringify({ host: 'wavespeed', dailyLimitUsd: 7 }))
    expect(await opened.client.settings.get()).toMatchObject({ ok: true, value: { host: 'wavespeed', dailyLimitUsd: 7 } })
    expect((await opened.client.system.info()).host).toBe('wavespeed')
  })

  it('refuse a bucket as they would at the start, and change nothing', async () => {
    for (const wrong of [
      { ...bucket, endpoint: 'http://s3.example.com' },
      { ...bucket, lifeHours: 1000 },
      { ...bucket, endpoint: 'https://10.0.0.1', pathStyle: false },
      { ...bucket, name: 'a b' },
    ])
      expect(await opened.client.settings.set({ bucket: wrong, host: 's3' })).toMatchObject({ ok: false })
    await expect(readFile(settingsFile())).rejects.toThrow('ENOENT')
    expect((await opened.client.system.info()).host).toBe(null)
  })

  it.each(['{"host": "evolink"', '[]', '{"dailyLimitUsd": "five"}'])('never write over what cannot be read: %s', async (text) => {
    await writeFile(settingsFile(), text)
    for (const answer of [await opened.client.settings.get(), await opened.client.settings.set({ welcomed: true })])
      expect(answer).toMatchObject({ ok: false, failure: { code: 'usage', message: expect.stringContaining(settingsFile()) } })
    expect(await readFile(settingsFile(), 'utf8')).toBe(text)
  })

  it('are all written when many are changed at once', async () => {
    await Promise.all([
      opened.client.settings.set({ dailyLimitUsd: 1 }),
      opened.client.settings.set({ appearance: 'light' }),
      opened.client.settings.set({ language: 'de' }),
      opened.client.settings.set({ notifications: false }),
    ])
    expect(await written()).toEqual({ dailyLimitUsd: 1, appearance: 'light', language: 'de', notifications: false })
  })
})

describe('the spending limit', () => {
  it('is the one of the moment, counts what was spent today, and refuses where it cannot be read', async () => {
    const settings = await readSettings({ CHOREO_HOME: opened.home })
    if (!settings.ok) throw new Error(settings.failure.message)
    const spending = createSpending(join(opened.home, 'spending.ndjson'), async () => {
      const fresh = await refreshSettings(settings.value)
      return fresh.ok ? { ok: true, value: fresh.value.dailyLimitUsd } : fresh
    })
    const old = { at: new Date(Date.now() - 48 * 3_600_000).toISOString(), job: 'old', usd: 50 }
    await appendFile(join(opened.home, 'spending.ndjson'), `${JSON.stringify(old)}\n`)
    expect(await spending.allows(100)).toMatchObject({ ok: true })
    await opened.client.settings.set({ dailyLimitUsd: 2 })
    expect(await spending.allows(1.5)).toMatchObject({ ok: true })
    await appendFile(join(opened.home, 'spending.ndjson'), `${JSON.stringify({ at: new Date().toISOString(), job: 'new', usd: 1.25 })}\n`)
    expect(await spending.allows(1)).toMatchObject({ ok: false, failure: { code: 'money.daily-limit' } })
    expect(await opened.client.settings.get()).toMatchObject({ ok: true, value: { spentTodayUsd: 1.25 } })
    await writeFile(settingsFile(), '{')
    expect(await spending.allows(0.01)).toMatchObject({ ok: false, failure: { code: 'usage' } })
  })
})

describe('presets', () => {
  const preset = (name: string, tier: 'standard' | 'professional' = 'standard'): Preset => ({
    name,
    defaults: { provider: 'evolink', request: { orientation: 'video', tier, keepAudio: false }, fit: 'pad' },
  })

  it('are kept by name, replaced by name, and there in the next session', async () => {
    await opened.client.presets.save(preset('Shorts'))
    await opened.client.presets.save(preset('Cheap'))
    expect(await opened.client.presets.save(preset('Shorts', 'professional'))).toEqual({
      ok: true,
      value: [preset('Cheap'), preset('Shorts', 'professional')],
    })
    const second = await openedEngine({}, opened.home)
    expect(await second.client.presets.remove({ name: 'Cheap' })).toEqual({ ok: true, value: [preset('Shorts', 'professional')] })
    await second.engine.close()
    expect(await opened.client.presets.list()).toMatchObject({ ok: true, value: [{ name: 'Shorts' }] })
  })

  it('of a file that cannot be read stay as they are', async () => {
    await writeFile(join(opened.home, 'presets.json'), '{"presets": [{"name": 3}]}')
    for (const answer of [await opened.client.presets.list(), await opened.client.presets.save(preset('New'))])
      expect(answer).toMatchObject({ ok: false, failure: { code: 'usage' } })
    expect(await readFile(join(opened.home, 'presets.json'), 'utf8')).toBe('{"presets": [{"name": 3}]}')
  })
})
