/** The English catalogue: whole, and the measure of all others. One file a room. */
import { app, broken } from './app'
import { batch } from './batch'
import { job } from './compare'
import { composeWords } from './compose'
import { failures } from './failures'
import { doctor, help, notices, welcome } from './help'
import { again, jobs, settle } from './jobs'
import { queue } from './queue'
import { wellsWords } from './wells'

export const english = {
  app,
  broken,
  failures,
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
}
