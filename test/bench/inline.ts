/** A clip of 100 MB in a JSON body, as AI/ML API takes it. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import {
  about,
  byTurns,
  inFreshProcess,
  mebibytes,
  median,
  medianRatio,
  milliseconds,
  type Pairs,
  report,
  startRun,
  withFolder,
} from './parts/measure'
import type { Added } from './parts/memory'

const CLIP_BYTES = 100_000_000
const REPETITIONS = 5

about(
  'Sending a 100 MB clip inline',
  'A clip of 100 MB and a picture of 1 MB as data URIs in the JSON of one create request, to a server on the same machine in another process. The rival reads the files, turns them into base64, puts them through JSON.stringify and hands the text to fetch.',
)

await withFolder(async (folder) => {
  const file = async (name: string, bytes: number) => {
    await writeFile(join(folder, name), randomBytes(bytes))
    return join(folder, name)
  }
  const files = [await file('picture.jpg', 1_000_000), await file('clip.mp4', CLIP_BYTES), await file('small.mp4', 1_000)]
  const server = startRun('drain', [])
  const [line] = (await once(createInterface({ input: server.stdout! }), 'line')) as [string]
  const { origin } = JSON.parse(line) as { origin: string }
  const pairs = await byTurns(
    REPETITIONS,
    () => inFreshProcess<Added>('send-inline', [origin, ...files]),
    () => inFreshProcess<Added>('send-plainly', [origin, ...files]),
  )
  server.stdin?.end()
  const received = [...new Set([...pairs.ours, ...pairs.rival].map(({ answer }) => /job-of-(\d+)/.exec(answer)?.[1] ?? answer))]
  report(row('memory added, at the peak', pairs, ({ added }) => added, mebibytes, '≤ 24 MiB', `bytes received: ${received.join(', ')}`))
  report(row('time', pairs, ({ wall }) => wall, milliseconds, '', ''))
  report(row('processor time of the sender', pairs, ({ cpu }) => cpu, milliseconds, '', ''))
})

function row(
  name: string,
  pairs: Pairs<Added>,
  value: (one: Added) => number,
  words: (value: number) => string,
  target: string,
  note: string,
) {
  return {
    row: name,
    ours: words(median(pairs.ours.map(value))),
    rival: words(median(pairs.rival.map(value))),
    ratio: medianRatio(pairs, value),
    target,
    note,
  }
}
