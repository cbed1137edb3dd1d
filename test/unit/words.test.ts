/** The catalogues: figures as each language writes them, and every sentence of the planner said in German and Chinese. */

import { afterEach, describe, expect, it } from 'vitest'
import { clipChecklist } from '../../src/domain/clip-warnings'
import { planImage } from '../../src/domain/plan-image'
import { planVideo } from '../../src/domain/plan-video'
import { providerList } from '../../src/domain/providers/all'
import { defaultRequest } from '../../src/domain/request'
import * as wording from '../../src/domain/wording'
import {
  clockWords,
  formatBytes,
  formatPlace,
  formatSeconds,
  formatUsd,
  listWords,
  moneyField,
  percentWords,
  plural,
  spanWords,
  unitPriceWords,
} from '../../src/renderer/figures'
import { languageFor, type Spoken, setLanguage } from '../../src/renderer/state/language'
import { engine as german } from '../../src/renderer/words/de/engine'
import { english } from '../../src/renderer/words/en'
import { disguised } from '../../src/renderer/words/pseudo'
import { engine as chinese } from '../../src/renderer/words/zh-CN/engine'
import { randomEdits, randomImage, randomLimits, randomVideo } from '../support/random-facts'
import fc from '../support/seeded'

afterEach(() => setLanguage('en'))

const spoken = (language: Spoken) => {
  setLanguage(language)
  // Non-breaking spaces are right in the window and a nuisance here.
  return (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')
}

describe('figures', () => {
  it('are those of the planner in English', () => {
    setLanguage('en')
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_000_000 }), (steps) => {
        const seconds = steps / 1000
        expect(formatPlace(seconds)).toBe(wording.formatPlace(seconds))
        if (seconds < 1000)
          expect(formatSeconds(steps / 100)).toBe(wording.formatSeconds(steps / 100).replace(/^(\d+)(\d{3})(?=[ .])/, '$1,$2'))
        if (steps >= 100) expect(formatUsd(steps / 10_000)).toBe(wording.formatUsd(steps / 10_000))
      }),
    )
    expect([formatUsd(0), formatUsd(0.0012), formatBytes(999), formatBytes(1_900_000)]).toEqual(['$0.00', '$0.0012', '999 bytes', '1.9 MB'])
    expect([unitPriceWords(0.1134), percentWords(0.62), plural(1, 'job', 'jobs'), plural(1204, 'job', 'jobs')]).toEqual([
      '$0.1134',
      '62 %',
      '1 job',
      '1,204 jobs',
    ])
  })

  it('are usual ones in German', () => {
    const plain = spoken('de')
    expect([formatSeconds(9.9), formatUsd(1.13), formatBytes(1_900_000), formatPlace(67.3), clockWords(5.25, 2)].map(plain)).toEqual([
      '9,9 s',
      '1,13 $',
      '1,9 MB',
      '1:07,3',
      '0:05,25',
    ])
    expect([spanWords(168_000), formatBytes(999), formatBytes(52_310_000_000)].map(plain)).toEqual(['2 min 48 s', '999 Byte', '52,3 GB'])
    expect(plural(12_000, 'Auftrag', 'Aufträge')).toBe('12.000 Aufträge')
    expect(listWords(['a', 'b', 'c'])).toBe('a, b und c')
    expect(moneyField()).toEqual({ prefix: '', suffix: '\u00a0$', decimalSeparator: ',' })
  })

  it('are usual ones in Chinese', () => {
    const plain = spoken('zh-CN')
    expect(plain(formatUsd(1.13))).toBe('$1.13')
    expect([formatSeconds(9.9), spanWords(168_000), spanWords(4_000_000), formatBytes(999)].map(plain)).toEqual([
      '9.9 秒',
      '2 分 48 秒',
      '1 小时 6 分',
      '999字节',
    ])
    expect(plural(3, '个任务', '个任务')).toBe('3 个任务')
  })
})

describe('the language', () => {
  it.each<[Parameters<typeof languageFor>, Spoken]>([
    [['system', ['de-AT', 'en'], ''], 'de'],
    [['system', ['fr-FR', 'zh-Hans-SG', 'en'], ''], 'zh-CN'],
    [['system', ['zh-TW', 'de'], ''], 'de'],
    [['system', [], ''], 'en'],
    [['de', ['zh-CN'], ''], 'de'],
    [['de', [], '?lang=pseudo'], 'pseudo'],
    [['zh-CN', [], '?lang=nonsense'], 'zh-CN'],
  ])('%j is %s', (asked, language) => {
    expect(languageFor(...asked)).toBe(language)
  })

  it('in disguise shows every sentence for what it is', () => {
    const words = disguised(english)
    expect(words.app.close).toMatch(/^⟦.+⟧$/)
    expect(words.jobs.stopNamed('a')).toMatch(/^⟦.+⟧$/)
    expect(words.jobs.state.saved).toMatch(/^⟦.+⟧$/)
  })
})

describe.each([
  ['German', german],
  ['Chinese', chinese],
])('%s', (_name, engine) => {
  it('says every reason and every measured value of a plan', () => {
    fc.assert(
      fc.property(subjects, randomLimits, ({ image, video, edits }, limits) => {
        const plans = [planImage(image, limits, edits), planVideo(video, limits, defaultRequest, edits)]
        for (const step of plans.flatMap((plan) => (plan.ok ? plan.value.steps : []))) {
          expect(engine.why(step), step.why).not.toBe(step.why)
          expect(engine.why(step), step.why).not.toMatch(/\b(the|takes|with|from|and|for|is|a)\b/)
          for (const value of [step.from, step.to]) expect(engine.measured(value), value).not.toMatch(englishInPlans)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('says what never changes', () => {
    const sentences = providerList.flatMap((provider) => [provider.price.rule, ...provider.notes, provider.upload?.privacy ?? ''])
    for (const sentence of [...sentences, ...clipChecklist].filter(Boolean)) expect(engine.fixed(sentence), sentence).not.toBe(sentence)
  })

  it('keeps the times of a warning', () => {
    const sentence = 'The camera seems to move at 0:03–0:05.5 and 0:09–0:11. A camera that stands still works best.'
    const said = engine.warning({ kind: 'camera', at: 3, certainty: 'estimated', sentence })
    expect(said).toMatch(/0:03–0:05[.,]5/)
    expect(said).toContain('0:09–0:11')
    expect(said).not.toContain('and')
  })
})

const subjects = fc
  .tuple(randomImage, randomVideo)
  .chain(([image, video]) => fc.record({ image: fc.constant(image), video: fc.constant(video), edits: randomEdits(image, video) }))

const englishInPlans =
  /\b(frames?|pixels|sound|tracks?|index|none|removed|turned|variable|constant|opaque|bytes|from|channels|location|device|person)\b/
