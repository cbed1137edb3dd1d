/** Records that could not be read: set aside, shown, never deleted. */
import type { JobList } from '../../../contract/shapes'
import { FailureNote } from '../../components/FailureNote'
import { words } from '../../words'

export function Unreadable({ records }: { records: JobList['unreadable'] }) {
  if (records.length === 0) return null
  return (
    <details className="unreadable">
      <summary>
        <span className="warn">{words.queue.unreadableCount(records.length)}</span> {words.queue.unreadableMeans}
      </summary>
      <ul aria-label={words.queue.unreadable}>
        {records.map((record) => (
          <li key={record.dir}>
            <code>{record.dir}</code>
            <FailureNote failure={record.failure} />
          </li>
        ))}
      </ul>
    </details>
  )
}
