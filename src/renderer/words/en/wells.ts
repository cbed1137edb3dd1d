/** English: the two wells of the compose screen: getting files in, before and after, crop and trim. */

import type { Crop, ImageFacts, PrivateMetadata, TimeRange, VideoFacts } from '../../../domain/media'
import {
  codecName,
  formatBytes,
  formatPlace,
  formatSeconds,
  formatSides,
  numberWords,
  percentWords,
  plural,
  rateWords,
} from '../../figures'

const metadataWords: Record<PrivateMetadata, string> = {
  location: 'the place',
  device: 'the camera',
  person: 'a name',
  'serial-number': 'a serial number',
}

function cropWords(crop: Crop): string {
  return `${formatSides(crop)} at ${crop.x}, ${crop.y}. Arrow keys move it, with Shift they make it larger or smaller.`
}

export const wellsWords = {
  wells: {
    character: 'Character',
    motion: 'Motion',
    dropHere: { image: 'Drop a picture here', video: 'Drop a clip here' },
    anywhere: 'or drop both files anywhere on this window',
    choose: { image: 'Choose a picture', video: 'Choose a clip' },
    chooseInput: { image: 'Picture file', video: 'Clip file' },
    another: 'Replace',
    replace: { image: 'Replace the picture', video: 'Replace the clip' },
    keep: { image: 'Keep this picture', video: 'Keep this clip' },
    samples: 'Try the samples',
    sample: { image: 'The sample picture', video: 'The sample clip' },
    recents: 'Used before',
    pasted: 'The pasted picture',
    nothingInside: (name: string, passedOver: number) =>
      passedOver > 0
        ? `“${name}” is a folder with neither a picture nor a clip: ${plural(passedOver, 'other file', 'other files')} passed over.`
        : `“${name}” is a folder with nothing in it that can be used.`,
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
    stale: 'Made with other settings; prepare again for the new file',
    estimate: 'live estimate',
    realFile: 'the real file',
    copyShown: 'shown by a copy',
    estimatedImage: 'How the picture will look',
    estimatedVideo: 'How the clip will look',
    proposed: {
      attention: 'Choreo’s crop: placed when it is prepared',
      found: 'Choreo’s crop: drag to move it',
    },
    cannotShowClip: 'This browser cannot show this clip; the prepared one can be shown.',
    cannotShowPicture: 'This browser cannot show this picture; the prepared one can be shown.',
    cannotEstimate: 'It can be seen here as soon as it is prepared.',
    cannotShowPrepared: 'This browser cannot show the prepared file; it is on disk all the same.',
    changes: (count: number) => (count === 0 ? 'as it is' : plural(count, 'change', 'changes')),
    tooShortYet: 'Too short so far: see below',
    cannotBeMade: 'cannot be used yet',
    privacy: (kinds: PrivateMetadata[]) =>
      kinds.length === 0 ? 'no private data' : `holds ${kinds.map((kind) => metadataWords[kind]).join(', ')}`,
  },
  facts: {
    brief: (facts: ImageFacts | VideoFacts) => `${formatSides(facts)} · ${formatBytes(facts.bytes)}`,
    joined: (...facts: (string | null)[]) => facts.filter((fact) => fact !== null).join(' · '),
    enlarged: (times: number) => (times > 1.005 ? `enlarged ${numberWords(times)}×` : null),
    image: (facts: ImageFacts) => `${formatSides(facts)} · ${facts.format.toUpperCase()} · ${formatBytes(facts.bytes)}`,
    video: (facts: VideoFacts) =>
      `${formatSides(facts)} · ${formatSeconds(facts.seconds)} · ${rateWords(facts.frameRate)} · ${codecName(facts.codec)} · ${formatBytes(facts.bytes)}`,
    sound: (facts: VideoFacts) => (facts.audio ? 'with sound' : 'no sound'),
    plannedImage: (output: { width: number; height: number; format: string }) => `${formatSides(output)} · ${output.format.toUpperCase()}`,
    plannedVideo: (output: { width: number; height: number; seconds: number }) =>
      `${formatSides(output)} · ${formatSeconds(output.seconds)}`,
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
    handle: { start: 'Start of the part that is used', end: 'End of the part that is used' },
    crop: 'Crop',
    cropShape: { whole: 'Whole', free: 'Free', '9:16': '9:16', '1:1': '1:1', '16:9': '16:9', same: 'Same' },
    cropProposal: 'Auto',
    cropBox: {
      image: (crop: Crop) => `Crop of the picture: ${cropWords(crop)}`,
      video: (crop: Crop) => `Crop of the clip: ${cropWords(crop)}`,
    },
    borders: 'Borders',
    behind: 'Behind it',
    ground: { white: 'White', black: 'Black', blur: 'Blurred', colour: 'Colour' },
    groundColour: 'Colour of the ground',
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
  clip: {
    playhead: 'Frame that is shown',
    transport: 'Player',
    play: 'Play',
    pause: 'Pause',
    frameBack: 'One frame back',
    frameOn: 'One frame on',
    loop: 'Play the chosen part again and again',
    mute: 'No sound',
    mark: { start: 'Begin at the frame that is shown', end: 'End at the frame that is shown' },
    withKey: (label: string, key: string) => `${label} (${key})`,
    strip: (cuts: number[]) =>
      `Pictures of the clip from its start to its end${cuts.length > 0 ? `; cuts at ${cuts.map(formatPlace).join(', ')}` : ''}`,
    looking: (fraction: number) => `Looking for cuts and standstills… ${percentWords(fraction)}`,
    warnings: 'What to be wary of in this clip',
    use: (part: TimeRange, why: string) => `Use ${formatPlace(part.start)}–${formatPlace(part.end)} (${why})`,
    cheaper: (seconds: number, less: string) => `Use ${formatSeconds(seconds)} · ${less} less`,
    cheaperMeans: 'A begun second is billed as a whole one. What is cut is encoded anew.',
    checklist: 'Look yourself',
    copying: 'This browser cannot show this clip; a copy that it can show is being made…',
  },
}
