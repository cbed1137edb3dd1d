/** What the engine finds and notes, in the languages that word it by its code: nothing left out, no figure lost, no English left. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BatchNote, CheckFinding, Happening, InputNote, KeyFinding, StoreTrouble } from '../../src/contract/findings'
import { fail } from '../../src/domain/failure'
import { JobState } from '../../src/domain/job'
import { setLanguage } from '../../src/renderer/state/language'
import { findings as german } from '../../src/renderer/words/de/findings'
import { jobs as germanJobs } from '../../src/renderer/words/de/jobs'
import { english } from '../../src/renderer/words/en'
import { findings as chinese } from '../../src/renderer/words/zh-CN/findings'
import { jobs as chineseJobs } from '../../src/renderer/words/zh-CN/jobs'

const sentence = 'the English sentence'
const { failure } = fail('provider.bad-key', 'EvoLink does not accept the key.', 'Check the key.')
const keyPage = 'https://example.com/keys'
const about = { provider: 'evolink', variable: 'CHOREO_EVOLINK_API_KEY', keyPage } as const

/** One of each code: a new one is an error of types here. */
type Each<Union extends { code: string }> = { [Code in Union['code']]: Extract<Union, { code: Code }>[] }

const keyFindings: Each<KeyFinding> = {
  accepted: [
    { code: 'accepted', usd: 17.5, credits: null },
    { code: 'accepted', usd: null, credits: 17 },
    { code: 'accepted', usd: 0, credits: null },
  ],
  'accepted-without-balance': [{ code: 'accepted-without-balance' }],
  'nothing-against-it': [{ code: 'nothing-against-it' }],
  empty: [{ code: 'empty', keyPage }],
  refused: [{ code: 'refused', failure }],
  'bucket-readable': [{ code: 'bucket-readable', host: 's3.example.com', bucket: 'films' }],
  'bucket-refused': [
    { code: 'bucket-refused', failure, mayStillWrite: true },
    { code: 'bucket-refused', failure, mayStillWrite: false },
  ],
}

const troubles: Each<StoreTrouble> = {
  'no-store': (['no-library', 'no-service', 'unreachable', 'no-encryption', 'no-password-store'] as const).map((lack) => ({
    code: 'no-store',
    lack,
  })),
  silent: [{ code: 'silent' }],
  failed: [{ code: 'failed', failure }],
  undecipherable: [{ code: 'undecipherable', names: ['evolink', 's3'] }],
  'no-key-of-it': [
    { code: 'no-key-of-it', id: 'evolink' },
    { code: 'no-key-of-it', id: 's3' },
  ],
}

const checks: Each<CheckFinding> = {
  part: [{ code: 'part', part: 'Node', version: '24.1.0' }],
  'no-electron': [{ code: 'no-electron' }],
  tool: [{ code: 'tool', tool: 'ffmpeg', version: '7.1', from: 'PATH', path: '/usr/bin/ffmpeg' }],
  'no-tool': [
    { code: 'no-tool', tool: 'ffmpeg' },
    { code: 'no-tool', tool: 'ffprobe' },
  ],
  folder: [
    { code: 'folder', dir: '/home/p', freeBytes: 52_310_000_000, isLittle: false },
    { code: 'folder', dir: '/home/p', freeBytes: 12_000_000, isLittle: true },
  ],
  'folder-read-only': [{ code: 'folder-read-only', dir: '/home/p' }],
  'key-store': [
    { code: 'key-store', kind: 'os', name: 'Keychain', trouble: null, variable: about.variable },
    { code: 'key-store', kind: 'desktop', name: 'key store of this app', trouble: { code: 'silent' }, variable: about.variable },
    { code: 'key-store', kind: 'session', name: 'x', trouble: { code: 'no-store', lack: 'no-service' }, variable: about.variable },
  ],
  key: (['key-store', 'environment', 'session'] as const).map((from) => ({ code: 'key', provider: 'evolink', from })),
  'misspelt-key': [{ code: 'misspelt-key', ...about }],
  'no-key': [{ code: 'no-key', ...about }],
}

const media = [
  { kind: 'image', name: 'a.png', sentence },
  { kind: 'video', name: 'b.mp4', sentence },
] as const
const inputNotes: Each<InputNote> = {
  'callback-not-kept': [{ code: 'callback-not-kept', sentence }],
  'link-changed': media.map((of) => ({ code: 'link-changed', ...of })),
  'link-failed': media.map((of) => ({ code: 'link-failed', ...of, failure })),
  'link-not-kept': media.map((of) => ({ code: 'link-not-kept', ...of })),
  'fetched-copy': media.map((of) => ({ code: 'fetched-copy', ...of })),
  'own-copy': media.map((of) => ({ code: 'own-copy', ...of })),
  'prepared-file': media.flatMap((of) => [true, false].map((isChanged) => ({ code: 'prepared-file' as const, ...of, isChanged }))),
}

const batchNotes: Each<BatchNote> = {
  'passed-over': (['hidden', 'folder', 'no-media'] as const).map((why) => ({ code: 'passed-over', name: 'c.txt', why, sentence })),
  'same-row': [{ code: 'same-row', row: 'a.png with b.mp4', as: 'c.png with b.mp4', sentence }],
}

type EachEvent = { [Event in Happening['event']]: Extract<Happening, { event: Event }>[] }
const happenings: EachEvent = {
  created: [{ event: 'created' }],
  state: [...JobState.options.map((state) => ({ event: 'state' as const, state })), { event: 'state', state: 'abandoned', by: 'person' }],
  prepared: [
    { event: 'prepared', image: 'untouched', video: 'encoded' },
    { event: 'prepared', image: 'copied', video: 'copied' },
  ],
  delivered: (['link', 'inline', 'own-upload', 'host-upload'] as const).flatMap((by) =>
    [true, false].flatMap((reused) => media.map(({ kind }) => ({ event: 'delivered' as const, media: kind, by, reused }))),
  ),
  answer: [{ event: 'answer', status: 418 }],
  poll: [
    { event: 'poll', status: 418 },
    { event: 'poll', status: 0 },
  ],
  'not-sent': [{ event: 'not-sent' }],
  'looked-up': (['found', 'absent', 'several', 'unreadable'] as const).map((kind) => ({ event: 'looked-up', answer: { kind } })),
  'passed-on': [{ event: 'passed-on', from: 'evolink', to: 'wavespeed' }],
}

const englishWords = /\b(the|is|not|and|of|with|from|to|key|picture|clip|found|as)\b/
/** Commands and places, which are the same in every language. */
const untranslated = [keyPage, 'choreo keys set evolink', /[a-z]+ install(-electron| ffmpeg)/g, 'with b.mp4']

describe.each([
  ['de', german, germanJobs],
  ['zh-CN', chinese, chineseJobs],
] as const)('%s', (language, findings, jobs) => {
  beforeAll(() => setLanguage(language))
  afterAll(() => setLanguage('en'))
  const plain = (text: string) => untranslated.reduce<string>((rest, part) => rest.replaceAll(part, ''), text)
  const isSaid = (text: string | null) => {
    if (text === null) return
    expect(text).not.toBe('')
    expect(plain(text)).not.toMatch(language === 'de' ? new RegExp(englishWords.source.replace('|clip', '')) : englishWords)
  }

  it('says what a test of a key came to', () => {
    for (const finding of Object.values(keyFindings).flat()) {
      const said = findings.keyTest({ works: true, sentence, finding }, 'EvoLink')
      isSaid(said)
      if ('keyPage' in finding) expect(said).toContain(keyPage)
      if ('bucket' in finding) expect(said).toContain('films')
      if ('usd' in finding && (finding.usd ?? finding.credits)) expect(said).toContain('17')
    }
  })

  it('says each line of the check-up, with its figures', () => {
    for (const finding of Object.values(checks).flat()) {
      const line = findings.check({ name: sentence, state: 'ok', found: sentence, fix: sentence, finding })
      isSaid(line.found)
      isSaid(line.fix)
      for (const figure of ['version', 'path', 'dir'] as const)
        if (figure in finding) expect(line.found).toContain((finding as Record<string, unknown>)[figure])
      if ('variable' in finding && line.fix && finding.code === 'no-key') expect(line.fix).toContain(finding.variable)
    }
  })

  it('says what is wrong with the key store', () => {
    for (const trouble of Object.values(troubles).flat()) isSaid(findings.storeNote({ name: 'x', kind: 'os', note: sentence, trouble }))
    expect(findings.storeNote({ name: 'x', kind: 'os', note: '', trouble: null })).toBe('')
  })

  it('says what is not as it was, and of which file', () => {
    for (const note of Object.values(inputNotes).flat()) {
      isSaid(findings.input(note))
      if ('name' in note) expect(findings.input(note)).toContain(note.name)
    }
    for (const note of Object.values(batchNotes).flat()) {
      isSaid(findings.batch(note))
      expect(findings.batch(note)).toContain('name' in note ? note.name : note.as)
    }
    for (const uploads of [[], ['image'], ['video'], ['image', 'video']] as ('image' | 'video')[][])
      isSaid(findings.request({ curl: '', note: sentence, uploads }))
  })

  it('says each line of a history', () => {
    for (const line of Object.values<Happening[]>(happenings).flat()) {
      isSaid(jobs.happened(line, 'EvoLink'))
      if ('status' in line && line.status) expect(jobs.happened(line, 'EvoLink')).toContain('418')
    }
  })
})

describe('English', () => {
  it('says the engine’s own sentences, and each line of a history in a different way', () => {
    const { findings, jobs } = english
    expect(findings.keyTest({ works: true, sentence, finding: keyFindings.accepted[0]! }, 'EvoLink')).toBe(sentence)
    const lines = Object.values<Happening[]>(happenings).flat()
    const uploaded = lines.filter((line) => line.event === 'delivered' && ['host-upload', 'link', 'inline'].includes(line.by))
    const told = lines.filter((line) => !uploaded.includes(line)).map((line) => jobs.happened(line, 'EvoLink'))
    expect(new Set(told).size).toBe(told.length)
  })
})
