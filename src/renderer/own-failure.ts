/** Failures that the window finds by itself: they are worded by the catalogue already, and are not worded a second time. */
import { type Failure, type FailureCode, fail } from '../domain/failure'
import { words } from './words'

const own = new WeakSet<Failure>()

/** As `fail`, with sentences out of `words`. */
export function ownFail(code: FailureCode, message: string, fix: string, more: Pick<Failure, 'detail'> = {}) {
  const failed = fail(code, message, fix, more)
  own.add(failed.failure)
  return failed
}

export interface FailureWords {
  sentence: string
  advice: string
  /** The engine's English, where the sentence is in another language and says less. */
  original: string | null
}

/** A failure in the language in use. */
export function failureWords(failure: Failure): FailureWords {
  if (own.has(failure)) return { sentence: failure.message, advice: failure.fix, original: null }
  const { engine } = words
  return { sentence: engine.sentence(failure), advice: engine.advice(failure), original: engine.original(failure) }
}
