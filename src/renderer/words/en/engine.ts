/** English: what the engine and the planner say. They speak English, so their own sentences stand here. */
import type { ClipWarning } from '../../../domain/clip-warnings'
import type { Failure } from '../../../domain/failure'
import type { Step } from '../../../domain/plan'

export const engine = {
  /** What happened. */
  sentence: (failure: Failure) => failure.message,
  /** What to do about it. */
  advice: (failure: Failure) => failure.fix,
  /** The engine's own words with their measured values, where the two above are others. */
  original: (_failure: Failure): string | null => null,
  /** Why a step is taken, and who asks for it. */
  why: (step: Step) => step.why,
  /** What a step goes from or to. */
  measured: (value: string) => value,
  /** A sentence that never changes: a provider's note, a price rule, whose servers a file goes to, what to look for in a clip. */
  fixed: (sentence: string) => sentence,
  /** What a wish was asked to become. */
  mend: (fix: string) => fix,
  warning: (warning: ClipWarning) => warning.sentence,
  /** Why a part of the clip is proposed. */
  stretch: (why: string) => why,
}
