/** Folders that go by themselves: at the end of a test or of its file, and in any case with the process. */
import { rmSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ofTest = new Set<string>()
const ofFile = new Set<string>()
process.once('exit', () => {
  for (const folder of [...ofTest, ...ofFile]) rmSync(folder, { recursive: true, force: true })
})

async function made(list: Set<string>, prefix: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), prefix))
  list.add(folder)
  return folder
}

/** @returns the path of an empty folder that is there until the test ends */
export const scratchFolder = () => made(ofTest, 'choreo-test-')

/** @returns the path of an empty folder that is there until all tests of the file have ended */
export const folderOfFile = (prefix = 'choreo-test-') => made(ofFile, prefix)

async function removeAll(list: Set<string>): Promise<void> {
  for (const folder of list) {
    list.delete(folder)
    await chmod(folder, 0o700).catch(() => {})
    await rm(folder, { recursive: true, force: true })
  }
}

export const removeOfTest = () => removeAll(ofTest)
export const removeOfFile = () => removeAll(ofFile)
