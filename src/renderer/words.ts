/** Every sentence and label of the window, in one typed catalogue: another language is another object of this type. */
import type { FailureCode } from '../domain/failure'
import type { JobState } from '../domain/job'
import type { ImageFacts, PrivateMetadata, VideoFacts } from '../domain/media'
import type { Orientation, Tier } from '../domain/request'
import { formatBytes, formatSeconds, formatSides, formatUsd } from '../domain/wording'

const stateWords: Record<JobState, string> = {
  draft: 'not begun',
  preparing: 'preparing the files',
  delivering: 'uploading',
  submitting: 'sending the request',
  accepted: 'accepted, waiting for its turn',
  running: 'being made',
  downloading: 'downloading the result',
  saved: 'saved',
  failed: 'failed',
  unconfirmed: 'unconfirmed',
  paused: 'paused',
  abandoned: 'no longer waited for',
}

const stageWords: Record<'fetch' | 'image' | 'encode' | 'upload' | 'generate' | 'download', string> = {
  fetch: 'fetching the link',
  image: 'preparing the picture',
  encode: 'preparing the clip',
  upload: 'uploading',
  generate: 'being made',
  download: 'downloading the result',
}

/** What a step does, by rule id; the longest matching beginning counts. */
const stepVerbs: Record<string, string> = {
  'image.format': 'Save as',
  'image.frames': 'Take one frame',
  'image.upright': 'Turn upright',
  'image.alpha': 'Put on white',
  'image.depth': 'Reduce depth',
  'image.colour': 'Convert colours',
  'image.aspect': 'Fit the shape',
  'image.crop': 'Crop',
  'image.side.min': 'Enlarge',
  'image.side.max': 'Reduce',
  'image.bytes': 'Save smaller',
  'image.metadata': 'Remove private data',
  'video.container': 'Save as',
  'video.codec': 'Encode',
  'video.pixels': 'Encode',
  'video.dynamic-range': 'Tone-map',
  'video.upright': 'Turn upright',
  'video.square-pixels': 'Make pixels square',
  'video.frame-rate': 'Even out the frame rate',
  'video.audio-codec': 'Encode sound',
  'video.audio': 'Remove sound',
  'video.faststart': 'Move the index',
  'video.aspect': 'Fit the shape',
  'video.crop': 'Crop',
  'video.side.min': 'Enlarge',
  'video.side.max': 'Reduce',
  'video.bytes': 'Encode smaller',
  'video.trim': 'Trim',
  'video.duration.max': 'Trim',
  'video.duration.min': 'Lengthen',
  'video.billed-second': 'Trim',
  'video.metadata': 'Remove private data',
}

const metadataWords: Record<PrivateMetadata, string> = {
  location: 'the place',
  device: 'the camera',
  person: 'a name',
  'serial-number': 'a serial number',
}

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`

export const words = {
  app: {
    name: 'Choreo',
    sections: 'Sections',
    compose: 'Compose',
    queue: 'Queue',
    compare: 'Compare',
    openJobs: (count: number) => `${count} open`,
    rehearsalOnly: 'Rehearsal: no key set',
    project: (name: string) => `Project ${name}`,
    toDark: 'Switch to dark colours',
    toLight: 'Switch to light colours',
    checkUp: 'Check-up',
    starting: 'Starting Choreo…',
    cannotStart: 'Choreo’s window has no engine to talk to',
    tryAgain: 'Try again',
    offline: 'Choreo’s engine does not answer. What you set here is kept; it goes on as soon as the engine answers again.',
    noTools: 'ffmpeg was not found on this computer, so clips cannot be read or prepared.',
    close: 'Close',
    dismiss: 'Dismiss',
    copy: 'Copy',
    copied: 'Copied',
    notCopied: 'Select and copy by hand',
    details: 'Details',
    loading: 'Loading…',
  },
  broken: {
    title: 'Something in this window broke',
    sentence: 'This is a fault in Choreo. Your files and jobs are safe: they live in the project folder, not in this window.',
    copy: 'Copy the report',
    reload: 'Load the window again',
  },
  failures: {
    unreachable: 'Choreo’s engine did not answer.',
    unreachableFix: 'See whether Choreo is still running, then try again.',
    notAdmitted: 'This window is not let in: its link was used before, or Choreo was started again.',
    notAdmittedFix: 'Start `choreo serve` again and open the link that it prints.',
    uploadBroke: (name: string) => `“${name}” could not be handed over.`,
    uploadFix: 'See whether the file can still be read, then drop it again.',
    notAdmittedFile: (name: string) => `“${name}” is not a file on this computer.`,
    notAdmittedFileFix: 'Save it to a folder first, then drop it from there.',
    folder: (name: string) => `“${name}” is a folder.`,
    folderFix: 'Drop one picture and one clip.',
    tooMany: 'More than one picture or clip was dropped; the first of each is used.',
    tooManyFix: 'Drop the others one after the other.',
    notHttps: 'This is not an https link.',
    notHttpsFix: 'Paste a link that begins with https://',
    noReport: 'The engine ended without an answer.',
    what: (code: FailureCode) => `Code: ${code}`,
  },
  wells: {
    character: 'Character',
    motion: 'Motion',
    dropHere: { image: 'Drop a picture here', video: 'Drop a clip here' },
    anywhere: 'or drop both files anywhere on this window',
    choose: { image: 'Choose a picture', video: 'Choose a clip' },
    chooseInput: { image: 'Picture file', video: 'Clip file' },
    another: 'Replace',
    remove: { image: 'Remove the picture', video: 'Remove the clip' },
    link: { image: 'https link to a picture', video: 'https link to a clip' },
    linkPlaceholder: 'https://…',
    useLink: { image: 'Use the picture link', video: 'Use the clip link' },
    useLinkShort: 'Use link',
    opening: (name: string) => `Reading ${name}…`,
    openingProgress: (name: string) => `Handing over ${name}`,
    stop: 'Stop',
    original: 'Original',
    prepared: 'Prepared',
    originalImage: 'The original picture',
    preparedImage: 'The prepared picture',
    originalVideo: 'The original clip',
    preparedVideo: 'The prepared clip',
    asItIs: 'sent as it is',
    notYet: 'Not made yet',
    willBe: (facts: string) => `Will be ${facts}`,
    stale: 'Made with other settings; prepare again to see the new one.',
    wholeSame: 'The original already fits and is sent as it is.',
    cannotShowClip: 'This browser cannot show this clip; the prepared one can be shown.',
    cannotShowPicture: 'This browser cannot show this picture; the prepared one can be shown.',
    cannotShowPrepared: 'This browser cannot show the prepared file; it is on disk all the same.',
    changes: (count: number) => (count === 0 ? 'as it is' : plural(count, 'change', 'changes')),
    cannotBeMade: 'cannot be used yet',
    nothingPrivate: 'Private data: none',
    holdsPrivate: (kinds: PrivateMetadata[]) => `Private data: ${kinds.map((kind) => metadataWords[kind]).join(', ')}`,
  },
  facts: {
    image: (facts: ImageFacts) => `${formatSides(facts)} · ${facts.format.toUpperCase()} · ${formatBytes(facts.bytes)}`,
    video: (facts: VideoFacts) =>
      `${formatSides(facts)} · ${formatSeconds(facts.seconds)} · ${Number(facts.frameRate.toFixed(2))} fps · ${codecName(facts.codec)} · ${formatBytes(facts.bytes)}`,
    sound: (facts: VideoFacts) => (facts.audio ? 'with sound' : 'no sound'),
    plannedImage: (output: { width: number; height: number; format: string }, maxBytes: number) =>
      `${formatSides(output)} · ${output.format.toUpperCase()} · ≤ ${formatBytes(maxBytes)}`,
    plannedVideo: (output: { width: number; height: number; seconds: number }, maxBytes: number) =>
      `${formatSides(output)} · ${formatSeconds(output.seconds)} · ≤ ${formatBytes(maxBytes)}`,
    preparedImage: (made: { width: number; height: number; format: string; bytes: number }) =>
      `${formatSides(made)} · ${made.format.toUpperCase()} · ${formatBytes(made.bytes)}`,
    preparedVideo: (made: { width: number; height: number; durationSeconds: number; codec: string; bytes: number }) =>
      `${formatSides(made)} · ${formatSeconds(made.durationSeconds)} · ${codecName(made.codec)} · ${formatBytes(made.bytes)}`,
  },
  edits: {
    trim: 'Trim',
    trimStart: 'Trim start in seconds',
    trimEnd: 'Trim end in seconds',
    start: 'from',
    end: 'to',
    length: (seconds: number) => `length ${formatSeconds(seconds)}`,
    trimBackwards: 'The end must come after the start.',
    wholeClip: 'Whole clip',
    crop: 'Crop',
    cropSide: { x: 'x', y: 'y', width: 'w', height: 'h' },
    cropLabel: {
      image: { x: 'Picture crop left', y: 'Picture crop top', width: 'Picture crop width', height: 'Picture crop height' },
      video: { x: 'Clip crop left', y: 'Clip crop top', width: 'Clip crop width', height: 'Clip crop height' },
    },
    whole: { image: 'Whole picture', video: 'Whole frame' },
    pixels: 'px',
    seconds: 's',
    fit: 'When the shape does not fit',
    fitOption: { crop: 'Cut the edges', pad: 'Add borders' },
    tooShort: 'How to make it longer',
    tooShortOption: { loop: 'Loop it', slow: 'Slow it down', hold: 'Hold the last frame' },
    tooShortClear: 'Leave it short',
    keepMetadata: 'Keep place, camera and names inside the files',
  },
  plan: {
    title: 'What Choreo will change',
    forProvider: (name: string) => `for ${name} · everything happens on this computer`,
    waiting: 'Drop a picture and a clip, and the changes are listed here before anything is made or sent.',
    nothing: (name: string) => `Nothing: ${name} takes both files as they are.`,
    cannot: (name: string) => `${name} cannot take these files with these wishes`,
    verb: (rule: string) => {
      const key = Object.keys(stepVerbs)
        .filter((known) => rule.startsWith(known))
        .sort((a, b) => b.length - a.length)[0]
      return key ? stepVerbs[key]! : 'Change'
    },
    otherwise: 'choose otherwise',
    otherwiseFor: (step: string) => `Choose otherwise: ${step}`,
    ofImage: 'picture',
    ofVideo: 'clip',
    assumed: 'assumed: its page does not say',
  },
  providers: {
    title: 'Where to make it',
    priceForClip: 'price for this clip',
    pricePerSecond: 'price per second',
    provider: 'provider',
    accepts: 'accepts',
    tier: { standard: '720p', professional: '1080p' } satisfies Record<Tier, string>,
    waiting: 'waiting for both files',
    asIs: 'as it is',
    afterChanges: (count: number) => `after ${plural(count, 'change', 'changes')}`,
    never: 'not with these',
    needsHost: 'needs a host',
    notPublished: 'not published',
    about: (usd: string) => `about ${usd}`,
    perSecond: (usd: number) => `$${Number(usd.toFixed(4))}\u00a0/\u00a0s`,
    noPrice: '–',
    goesTo: 'Where the files go',
    priceRule: 'How it is billed',
    host: 'Who holds the clip behind a link',
    hostOption: { auto: 'Choreo chooses', evolink: 'EvoLink (72 hours)', wavespeed: 'WaveSpeed (7 days)', s3: 'My own S3 bucket' },
    hostWhy: (name: string) => `${name} has no upload, so a clip from this computer must lie somewhere behind a link.`,
  },
  wishes: {
    orientation: 'Facing and framing follow',
    orientationOption: { image: 'the picture · up to 10 s', video: 'the clip · up to 30 s' } satisfies Record<Orientation, string>,
    orientationShort: { image: 'the picture', video: 'the clip' } satisfies Record<Orientation, string>,
    tier: 'Quality',
    tierOption: { standard: 'Standard 720p', professional: 'Professional 1080p' } satisfies Record<Tier, string>,
    prompt: 'Prompt',
    count: (used: number, most: number) => `${used} / ${most}`,
    sound: 'Keep the clip’s sound',
    negativePrompt: 'Negative prompt',
    more: 'Element, watermark, callback',
    element: 'Element id',
    watermark: 'Watermark',
    watermarkOption: { unset: 'as the provider does', on: 'on', off: 'off' },
    callback: 'Callback address',
    has: (name: string, can: boolean) => (can ? '' : `${name} has none`),
    clearIt: (name: string) => `${name} has none; empty this field to use it.`,
    elementNeedsClip: 'needs “the clip” above',
  },
  actions: {
    bar: 'What to do',
    prepare: 'Prepare',
    prepareAgain: 'Prepare again',
    preparing: 'Preparing',
    stopPreparing: 'Stop preparing',
    request: 'Show the request',
    rehearse: 'Rehearse · free',
    run: (price: string) => `Run · ${price}`,
    runUnknown: 'Run · price not published',
    runPlain: 'Run',
    reckoning: (seconds: number, rate: string, total: string) => `${seconds} s × ${rate} = ${total}`,
    needsFiles: 'A picture and a clip come first.',
    cannot: (name: string) => `${name} cannot take these; the reason is under “What Choreo will change”.`,
    noKey: (name: string, keyName: string, id: string) => `No key for ${name}: set ${keyName}, or “choreo keys set ${id}”.`,
    rehearsalMeans: 'A rehearsal goes every step against a stand-in on this computer: free, nothing leaves it.',
    preparedFiles: 'Prepared files',
    preparedPicture: 'Path of the prepared picture',
    preparedClip: 'Path of the prepared clip',
    lastJob: 'Latest job',
  },
  request: {
    title: 'The exact request',
    sentence: 'The key is redacted and the media are shortened. Nothing has been sent.',
    copy: 'Copy the curl line',
  },
  jobs: {
    state: stateWords,
    stage: stageWords,
    percent: (fraction: number) => `${Math.round(fraction * 100)} %`,
    rehearsal: 'rehearsal',
    free: 'free',
    quoted: 'quoted',
    charged: 'charged',
    unknownPrice: 'unknown',
    perhaps: 'perhaps charged',
    open: 'Open',
    compare: 'Compare',
    of: (image: string, video: string) => `${image} with ${video}`,
    openNamed: (what: string) => `Open ${what}`,
    stop: 'Stop waiting',
    stopNamed: (what: string) => `Stop waiting for ${what}`,
    stopTitle: 'Stop waiting for this job?',
    stopMeans: (name: string) =>
      `Choreo stops asking about it. ${name} goes on with it and may charge for it all the same: none of the five providers can be told to stop. The job and everything known about it stay in its folder.`,
    stopMeansEarly: 'The request has not been sent yet, so nothing has been charged.',
    stopMeansRehearsal: 'This is a rehearsal: nothing was sent anywhere and nothing is charged.',
    goOnWaiting: 'Go on waiting',
    unconfirmedMeans: (name: string) =>
      `The line broke after sending. ${name} may have started and charged this job, and Choreo never sends it a second time by itself.`,
    unconfirmedDo: (id: string) =>
      `Look in your account there, then settle it in a shell: “choreo confirm ${id}” with --remote-id, --not-submitted or --abandon.`,
    pausedMeans: 'Waiting was paused. “Go on with open jobs” in the queue asks for it again.',
    elapsed: 'time',
  },
  queue: {
    title: 'Jobs of this project',
    search: 'Search jobs',
    filter: 'Which jobs',
    filters: { all: 'All', open: 'Open', you: 'Needs you', saved: 'Saved', failed: 'Failed' },
    filterCount: (name: string, count: number) => `${name} ${count}`,
    columns: { pair: 'pair', provider: 'provider', stage: 'stage', time: 'time', cost: 'cost', actions: 'actions' },
    empty: 'No jobs yet. Compose one: a rehearsal is free and needs no key.',
    emptyFilter: 'No job matches.',
    resume: 'Go on with open jobs',
    resumed: (count: number) => (count === 0 ? 'No job was waiting to go on.' : `Going on with ${plural(count, 'job', 'jobs')}.`),
    closing: 'Closing Choreo stops nothing at the providers; open jobs go on here at the next start.',
    unreadable: 'Records that cannot be read',
    unreadableMeans: 'They are set aside and never deleted.',
    toCompose: 'Go to Compose',
  },
  job: {
    back: 'Back to the queue',
    none: 'No job is chosen. Open one from the queue.',
    toQueue: 'Go to the queue',
    loading: 'Reading the job…',
    reference: 'Reference',
    result: 'Result',
    referenceVideo: 'Reference clip',
    resultVideo: 'Result clip',
    controls: 'Controls for both clips',
    play: 'Play both',
    pause: 'Pause both',
    position: 'Position',
    sound: 'Sound from',
    soundOption: { reference: 'the reference', result: 'the result', none: 'neither' },
    at: (now: string, all: string) => `${now} of ${all}`,
    drift: (milliseconds: number) => `drift ${milliseconds} ms`,
    progress: 'Progress of this job',
    waiting: 'The result is shown here beside the reference as soon as it is saved.',
    noResult: 'There is no result to show.',
    cannotShow: 'This browser cannot show this clip; the file is on disk all the same.',
    facts: {
      made: 'made',
      took: 'took',
      provider: 'provider',
      quoted: 'quoted',
      charged: 'charged',
      orientation: 'follows',
      tier: 'quality',
      remoteId: 'remote id',
      inputs: 'inputs',
    },
    openFolder: 'Open the folder',
    folderPath: 'Path of the job’s folder',
    resultPath: 'Path of the result',
    history: 'History',
    noHistory: 'Nothing is written down yet.',
  },
  doctor: {
    title: 'Check-up',
    sentence: 'What Choreo found on this computer, and what is missing.',
    state: { ok: 'found', missing: 'missing', warning: 'look at this' },
    version: (version: string) => `Choreo ${version}`,
  },
}
export type Words = typeof words

export function codecName(codec: string): string {
  return (
    { h264: 'H.264', hevc: 'HEVC', av1: 'AV1', vp8: 'VP8', vp9: 'VP9', prores: 'ProRes', mpeg4: 'MPEG-4', mjpeg: 'Motion JPEG' }[codec] ??
    codec
  )
}

/** A price as it stands in the window; `null` is a price nobody publishes. */
export function priceWords(usd: number | null, certain: boolean): string {
  if (usd === null) return words.providers.notPublished
  return certain ? formatUsd(usd) : words.providers.about(formatUsd(usd))
}

/** `1:05.3` of minutes, seconds and tenths. */
export function clockWords(seconds: number, digits = 1): string {
  const whole = Math.max(0, seconds)
  const minutes = Math.floor(whole / 60)
  return `${minutes}:${(whole - minutes * 60).toFixed(digits).padStart(digits ? 3 + digits : 2, '0')}`
}

/** Rough time between two moments, e.g. `2 min 48 s`. */
export function spanWords(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

export function dateWords(iso: string): string {
  const date = new Date(iso)
  return Number.isNaN(date.getTime()) ? iso : date.toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
}
