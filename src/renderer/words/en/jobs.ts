/** English: a job's states and what can be done about it, wherever it stands. */

import type { Happening } from '../../../contract/findings'
import { assertNever } from '../../../domain/failure'
import type { JobState } from '../../../domain/job'
import type { Change } from '../../../domain/plan'
import { providers } from '../../../domain/providers/all'
import { percentWords } from '../../figures'

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

const stageWords: Record<'fetch' | 'look' | 'image' | 'encode' | 'upload' | 'generate' | 'download', string> = {
  fetch: 'fetching the link',
  look: 'looking for the best part of the clip',
  image: 'preparing the picture',
  encode: 'preparing the clip',
  upload: 'uploading',
  generate: 'being made',
  download: 'downloading the result',
}

const changeWords: Record<Change, string> = { untouched: 'as it is', copied: 'copied', encoded: 'encoded' }
const lookWords = {
  found: 'found',
  absent: 'not in the list',
  several: 'more than one could be it',
  unreadable: 'the list could not be read',
}

function happened(line: Happening, name: string): string {
  switch (line.event) {
    case 'created':
      return 'made'
    case 'state':
      return line.by === 'person' ? `${stateWords[line.state]}, as you chose` : stateWords[line.state]
    case 'prepared':
      return `files prepared: the picture ${changeWords[line.image]}, the clip ${changeWords[line.video]}`
    case 'delivered': {
      const what = line.media === 'image' ? 'the picture' : 'the clip'
      if (line.by === 'inline') return `${what} goes inside the request`
      if (line.by === 'link') return `${what} goes by your link`
      return line.reused ? `${what} was uploaded before` : `${what} uploaded`
    }
    case 'answer':
      return `${name} answered the request (HTTP ${line.status})`
    case 'poll':
      return line.status ? `asked ${name} (HTTP ${line.status})` : `asked ${name}: no answer`
    case 'not-sent':
      return 'the request did not leave this computer'
    case 'looked-up':
      return `looked up at ${name}: ${lookWords[line.answer.kind]}`
    case 'passed-on':
      return `passed on from ${providers[line.from].name} to ${providers[line.to].name}`
    default:
      return assertNever(line)
  }
}

export const jobs = {
  state: stateWords,
  stage: stageWords,
  /** A line of the job’s history. @param name of the provider */
  happened,
  percent: (fraction: number) => `${percentWords(fraction)}`,
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
  unconfirmedDo: 'Look in your account there, then settle it.',
  pausedMeans: 'Waiting was paused. “Go on” asks for it again; nothing is sent a second time.',
  goOn: 'Go on',
  goOnNamed: (what: string) => `Go on with ${what}`,
  elapsed: 'time',
}

export const settle = {
  open: 'Settle',
  openNamed: (what: string) => `Settle ${what}`,
  title: 'Was this job accepted?',
  look: (name: string) => `Look in your account at ${name} for a job of that time before you choose.`,
  later: 'Not now',
  there: 'It is there',
  remoteId: (name: string) => `Its id at ${name}`,
  follow: 'Go on with this id',
  notThere: 'It is not there',
  looked: (name: string) => `I have looked at ${name}; the job is not there and was not charged.`,
  sendAgain: 'Send it again',
  giveUp: 'Leave it',
  leave: 'Stop asking about it',
}

export const again = {
  title: 'Make it a second time?',
  yes: 'Make it again and pay again',
  no: 'Do not send it',
}
