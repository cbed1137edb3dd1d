/** English: the frame of the window, and what is said everywhere. */
import { plural } from '../../figures'

export const app = {
  name: 'Choreo',
  title: (section: string) => `${section} – Choreo`,
  sections: 'Sections',
  compose: 'Compose',
  queue: 'Queue',
  compare: 'Compare',
  projects: 'Projects',
  settings: 'Settings',
  skip: 'Skip to the screen',
  openJobs: (count: number) => `${count} open`,
  rehearsalOnly: 'Rehearsal: no key set',
  project: (name: string) => `Project ${name}`,
  otherProjects: 'Projects that were opened before',
  noOtherProject: 'No other project was opened here yet.',
  thisProject: 'shown now',
  projectJobs: (jobs: number, open: number) => (open > 0 ? `${plural(jobs, 'job', 'jobs')}, ${open} open` : plural(jobs, 'job', 'jobs')),
  allProjects: 'All projects…',
  openedElsewhere: (name: string) => `Another window opened the project “${name}”.`,
  shownHere: (own: string) =>
    `This window shows “${own}”, whose jobs go on all the same. What is set here is kept in case “${own}” is opened again.`,
  showHere: (name: string) => `Show “${name}” here`,
  paused: 'Paused',
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
  /** Whole sentences one after the other. */
  together: (...sentences: string[]) => sentences.join(' '),
  loading: 'Loading…',
}

export const broken = {
  title: 'Something in this window broke',
  sentence: 'This is a fault in Choreo. Your files and jobs are safe: they live in the project folder, not in this window.',
  copy: 'Copy the report',
  reload: 'Load the window again',
}
