/** The English catalogue: whole, and the measure of all others. One file a room. */
import { app, broken } from './app'
import { batch } from './batch'
import { job } from './compare'
import { composeWords } from './compose'
import { engine } from './engine'
import { failures } from './failures'
import { findings } from './findings'
import { doctor, help, notices, welcome } from './help'
import { again, jobs, settle } from './jobs'
import { projects } from './projects'
import { queue } from './queue'
import { settings } from './settings'
import { wellsWords } from './wells'

export const english = {
  app,
  broken,
  engine,
  failures,
  findings,
  ...wellsWords,
  ...composeWords,
  batch,
  jobs,
  settle,
  again,
  queue,
  job,
  doctor,
  help,
  notices,
  welcome,
  projects,
  settings,
}

/** What every catalogue has: a word that is missing in one is an error of types. */
export type Words = AnyWords<typeof english>

/** The same rooms and the same functions, whatever they say. */
type AnyWords<T> = T extends string
  ? string
  : T extends (...values: infer Values) => infer Said
    ? (...values: Values) => AnyWords<Said>
    : T extends object
      ? { [Name in keyof T]: AnyWords<T[Name]> }
      : T
