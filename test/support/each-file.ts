/** Runs anew for every file of tests, also where several share one process; a module that they import does not. */
import { afterAll, afterEach } from 'vitest'
import { removeOfFile, removeOfTest } from './scratch'

afterEach(removeOfTest)
afterAll(removeOfFile)
