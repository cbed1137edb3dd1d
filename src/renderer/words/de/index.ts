/** Der deutsche Katalog. Ein Raum je Datei, wie im englischen. */
import type { Words } from '../en'
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

export const german: Words = {
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
