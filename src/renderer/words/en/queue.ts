/** English: the queue. */
import { plural } from '../../figures'

export const queue = {
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
}
