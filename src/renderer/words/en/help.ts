/** English: the first welcome, the sheet of keys, notices, the check-up. */
import type { NewsKind } from '../../../domain/job-news'
import { plural } from '../../figures'

export const welcome = {
  title: 'Welcome to Choreo',
  does: 'Choreo makes a character picture move like a clip, through any of five providers of Kling 3.0 Motion Control.',
  points: [
    'Everything on this computer is free and needs no key: looking at files, cropping, trimming, preparing, comparing.',
    'A rehearsal goes every step against a stand-in on this computer: free, and nothing leaves it.',
    'A real run needs a key of one provider. Its price stands on the button before you press it, and it is sent once.',
    'Results are saved beside their inputs in the project folder. What is open goes on at the next start.',
  ],
  prices: 'What a second costs, and which keys are set',
  keyColumn: 'key',
  hasKey: 'set',
  noKey: 'not set',
  samples: 'Try the samples',
  key: 'Add a key',
  close: 'Look around first',
}

export const notices = {
  title: {
    saved: (count: number) => (count === 1 ? 'Saved' : `${plural(count, 'job is', 'jobs are')} saved`),
    failed: (count: number) => (count === 1 ? 'A job failed' : `${plural(count, 'job', 'jobs')} failed`),
    you: (count: number) => (count === 1 ? 'A job needs you' : `${plural(count, 'job needs', 'jobs need')} you`),
  } satisfies Record<NewsKind, (count: number) => string>,
  /** Of one job its pair; of many nothing more than where they stand. */
  what: (jobs: readonly { inputs: { image: string; video: string } }[]) =>
    jobs.length === 1 && jobs[0] ? `${jobs[0].inputs.image} with ${jobs[0].inputs.video}` : 'The queue shows them.',
  toQueue: 'Open the queue',
}

export const help = {
  open: 'Help and keys',
  title: 'Keys',
  typing: 'Single keys do nothing while a text is being typed.',
  groups: [
    {
      name: 'Everywhere',
      keys: [
        { keys: ['G', 'C'], does: 'Compose' },
        { keys: ['G', 'Q'], does: 'Queue' },
        { keys: ['G', 'R'], does: 'Compare the results' },
        { keys: ['G', 'P'], does: 'Projects' },
        { keys: ['Alt', '1–4'], does: 'The same four, from left to right' },
        { keys: ['?'], does: 'These keys' },
        { keys: ['Esc'], does: 'Close a dialog or a menu' },
      ],
    },
    {
      name: 'Compose',
      keys: [
        { keys: ['Ctrl', 'Enter'], does: 'Run, or rehearse where there is no key (⌘ on a Mac)' },
        { keys: ['Ctrl', 'V'], does: 'Paste a picture, a file or a link' },
        { keys: ['I'], does: 'The clip begins here' },
        { keys: ['O'], does: 'The clip ends here' },
        { keys: ['Space'], does: 'Play and stop' },
        { keys: [',', '.'], does: 'One frame back, one frame on' },
        { keys: ['← ↑ → ↓'], does: 'Move the handle or the crop that has the focus' },
        { keys: ['Shift', '← ↑ → ↓'], does: 'Make the crop larger or smaller' },
      ],
    },
    {
      name: 'Queue',
      keys: [{ keys: ['/'], does: 'Search' }],
    },
    {
      name: 'Compare',
      keys: [
        { keys: ['Space'], does: 'Play and stop all films' },
        { keys: [',', '.'], does: 'One frame back, one frame on' },
        { keys: ['A'], does: 'Loop: begin here, end here, no loop' },
      ],
    },
  ],
}

export const doctor = {
  title: 'Check-up',
  sentence: 'What Choreo found on this computer, and what is missing.',
  state: { ok: 'found', missing: 'missing', warning: 'look at this' },
  version: (version: string) => `Choreo ${version}`,
}
