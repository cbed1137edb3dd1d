/** English: the settings. */
import type { Appearance, Language } from '../../../contract/window-shapes'
import { formatUsd, listWords, plural } from '../../figures'

const appearanceWords: Record<Appearance, string> = { system: 'As the system', light: 'Light', dark: 'Dark' }
const languageWords: Record<Language, string> = { system: 'As the system', en: 'English', de: 'Deutsch', 'zh-CN': '简体中文' }

export const settings = {
  title: 'Settings',
  saved: 'Saved',
  save: 'Save',
  reading: 'Reading the settings…',

  keys: {
    title: 'Keys',
    means: 'A key lets Choreo run jobs in your account there. Without any key everything on this computer works, and runs are rehearsals.',
    keptIn: (store: string) => `Kept in: ${store}`,
    keptNowhere: 'Nothing on this computer keeps keys: one that is set here is forgotten when Choreo is closed.',
    keyFor: (name: string) => `Key for ${name}`,
    paste: 'Paste the key',
    saveFor: (name: string) => `Save the key for ${name}`,
    state: { set: 'set', missing: 'no key', session: 'until closed' },
    ending: (last4: string) => `…${last4}`,
    from: {
      'key-store': 'from the key store',
      environment: 'from the environment',
      session: 'not kept when Choreo is closed',
    },
    environmentStays: 'A key in the environment is taken away there.',
    replace: 'Replace',
    replaceFor: (name: string) => `Replace the key for ${name}`,
    keep: 'Keep it as it is',
    remove: 'Remove',
    removeFor: (name: string) => `Remove the key for ${name}`,
    test: 'Test',
    testFor: (name: string) => `Test the key for ${name}`,
    works: 'works',
    refused: 'does not work',
    page: 'Make a key',
    pageOf: (name: string) => `Make a key at ${name}, in the browser`,
    balance: (usd: number | null, credits: number | null) =>
      listWords([...(usd === null ? [] : [formatUsd(usd)]), ...(credits === null ? [] : [plural(credits, 'credit', 'credits')])]),
    left: 'left',
    balanceUnknown: 'balance not told',
    costs: (standard: string, professional: string) => `720p ${standard} · 1080p ${professional}`,
    unpublished: 'price not published',
  },

  delivery: {
    title: 'Where clips are held',
    means:
      'Some providers take a clip only behind a link. For these, a clip from this computer has to lie with somebody; this choice says with whom. The others get the file straight from Choreo.',
    choose: 'Who holds such a clip',
    nobody: 'Nobody',
    nobodyMeans: 'Nothing is handed over: a run at such a provider asks for a host first. Rehearsals use a stand-in on this computer.',
    privacy: (_host: string, sentence: string) => sentence,
    needsKey: (name: string) => `${name} needs its key first.`,
    needsBucket: 'Set up the bucket and its two keys below first.',
    notReady: 'not ready',
    bucket: 'Your own bucket (S3)',
    bucketMeans: 'Amazon S3, Cloudflare R2, Backblaze B2, MinIO and others that speak S3. Choreo uploads the clip and signs a link to it.',
    endpoint: 'Address',
    endpointHint: 'https://s3.eu-central-1.amazonaws.com',
    region: 'Region',
    name: 'Name of the bucket',
    prefix: 'Folder in the bucket',
    prefixHint: 'optional',
    pathStyle: 'The bucket’s name stands after the address, not before it',
    hours: 'Hours a link works',
    hoursUnit: 'h',
    saveBucket: 'Save the bucket',
    removeBucket: 'Forget the bucket',
    accessKeyId: 'Access key id',
    secret: 'Secret access key',
    saveKeys: 'Save the two keys',
    bucketKeys: 'Keys of the bucket',
    incomplete: 'Address, region and name are needed.',
  },

  money: {
    title: 'Spending',
    limit: 'Most that all runs of a day may cost together',
    limitHint: 'no limit',
    means: 'A run that would go over it is not sent. Rehearsals cost nothing and do not count.',
    noLimit: 'Take the limit away',
    today: (spent: number) => `Today ${formatUsd(spent)}`,
    todayOf: (spent: number, limit: number) => `Today ${formatUsd(spent)} of ${formatUsd(limit)}`,
    share: 'Spent today',
    reached: 'The limit of today is reached.',
  },

  look: {
    title: 'Language and appearance',
    language: 'Language',
    languages: languageWords,
    cannotLoad: 'This language could not be loaded; the window goes on in the one it has.',
    appearance: 'Appearance',
    appearances: appearanceWords,
  },

  notices: {
    title: 'Notifications',
    on: 'Tell me when a job is saved or needs me',
    means: 'Only while this window is not in front.',
    denied: 'This browser does not let Choreo show notifications. Allow it beside the address, then switch this on again.',
    unknown: 'This browser has no notifications; the queue shows the same.',
  },

  computer: {
    title: 'This computer',
    tool: (version: string, from: string) => `${version} · ${from}`,
    from: (source: string) => source,
    notFound: 'not found',
    checkUp: 'Check-up',
    report: 'Copy error report',
    reportTitle: 'Error report',
    reportCopied: 'It is copied. This is what it says; keys and your home folder are left out.',
    reportNotCopied: 'Select it and copy it by hand. Keys and your home folder are left out.',
    reportText: 'The report',
    settingsFile: 'Settings file',
    projectFolder: 'Folder of this project',
    version: (version: string) => `Choreo ${version}`,
  },
}
