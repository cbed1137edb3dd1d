/** The same run with WaveSpeed's own package. Arguments: origin, folder it runs in, picture, clip, most tries of a task. */
import { readdir } from 'node:fs/promises'
import { Client } from 'wavespeed'

const [origin, folder, image, video, retries] = process.argv.slice(2)
process.chdir(folder!)
// It tells of every new try on both.
console.log = console.error = () => {}
const client = new Client('key-of-the-bench', { baseUrl: origin })
const input = {
  image: await client.upload(image!),
  video: await client.upload(video!),
  character_orientation: 'video',
  keep_original_sound: true,
}
let told = ''
let result = false
try {
  const { outputs } = await client.run('kwaivgi/kling-v3.0-std/motion-control', input, { pollInterval: 0.2, maxRetries: Number(retries) })
  result = (outputs as unknown[]).length > 0
} catch (error) {
  told = error instanceof Error ? `${error.message} ${'taskId' in error ? `(task: ${String(error.taskId)})` : ''}` : String(error)
}
process.stdout.write(`${JSON.stringify({ id: result || /task: (?!unknown)/.test(told), result, files: await readdir('.'), told })}\n`)
