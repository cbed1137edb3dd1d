/** Choreo's version, from the one place it is written down. */
import { version as written } from '../../package.json'

export const version: string = written
