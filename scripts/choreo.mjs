#!/usr/bin/env node
/** The `choreo` command. In a clone it sets up and builds first when that is needed; all it says about it goes to stderr. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { checkNode, installDependencies, root } from './setup.mjs'

const built = join(root, 'out', 'main', 'cli.js')
if (existsSync(join(root, 'src'))) {
  if (!existsSync(join(root, 'node_modules', '.choreo-lockfile'))) {
    checkNode()
    installDependencies()
  }
  const { build } = await import('./build.mjs')
  if (!build()) process.exit(1)
}
await import(pathToFileURL(built).href)
