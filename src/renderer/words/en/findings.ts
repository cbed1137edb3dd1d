/** English: what the engine found and noted, by its codes. It says it in English already, so its own sentences stand here. */
import type { BatchNote, InputNote } from '../../../contract/findings'
import type { DoctorCheck, KeyList, RequestPreview } from '../../../contract/shapes'
import type { KeyTest } from '../../../contract/window-shapes'

export const findings = {
  /** What a test of a key came to. @param _name whose key it is */
  keyTest: (test: KeyTest, _name: string) => test.sentence,
  /** One line of the check-up: of what, what is there, what to do. */
  check: ({ name, found, fix }: DoctorCheck): { name: string; found: string; fix: string | null } => ({ name, found, fix }),
  /** Where keys are kept. */
  storeName: ({ name }: KeyList['store']) => name,
  /** What a person should know about that place; empty when all is well. */
  storeNote: ({ note }: KeyList['store']) => note,
  /** What could not be brought back of a job as it was. */
  input: (note: InputNote) => note.sentence,
  /** What is passed over in a batch. */
  batch: (note: BatchNote) => note.sentence,
  /** What happens before the request that is shown. */
  request: (preview: RequestPreview) => preview.note,
}
