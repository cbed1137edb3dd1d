/** Maps the module `electron` to the double, for `import` and for `require`. */
import module from 'node:module'
import { fileURLToPath } from 'node:url'

const url = new URL('./electron.mjs', import.meta.url).href

export function mapElectron() {
  if (module.registerHooks) {
    module.registerHooks({ resolve: (name, context, next) => (name === 'electron' ? { url, shortCircuit: true } : next(name, context)) })
    return
  }
  // Before Node 22.15 `import` asks a loader in another thread, and `require` asks this private function.
  const original = module._resolveFilename
  module._resolveFilename = function resolveFilename(name, ...rest) {
    return name === 'electron' ? fileURLToPath(url) : original.call(this, name, ...rest)
  }
  const hook = `export const resolve = (name, context, next) =>
    name === 'electron' ? { url: ${JSON.stringify(url)}, shortCircuit: true } : next(name, context)`
  module.register(`data:text/javascript,${encodeURIComponent(hook)}`)
}
