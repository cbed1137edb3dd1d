/** The window's own client as a script for `page.evaluate`, so that a test speaks to the engine exactly as the window does. */
import { resolve } from 'node:path'
import { build } from 'vite'

const root = resolve(import.meta.dirname, '../..')

/** Evaluating it sets `globalThis.testLine` to a second line beside the window's own. */
export async function pageLineScript(): Promise<string> {
  const entry = 'virtual:page-line'
  const built = await build({
    configFile: false,
    root,
    logLevel: 'silent',
    plugins: [
      {
        name: 'page-line',
        resolveId: (id) => (id === entry ? `\0${entry}` : null),
        load: (id) =>
          id === `\0${entry}`
            ? `import { openLine } from ${JSON.stringify(resolve(root, 'src/renderer/client.ts'))}\nglobalThis.testLine = openLine(window)`
            : null,
      },
    ],
    build: { write: false, minify: false, rollupOptions: { input: entry, output: { format: 'iife' } } },
  })
  const outputs = Array.isArray(built) ? built : [built]
  for (const output of outputs) {
    if (!('output' in output)) continue
    for (const chunk of output.output) if (chunk.type === 'chunk') return chunk.code
  }
  throw new Error('the client was not built')
}
