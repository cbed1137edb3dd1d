/** Who may import whom. The test `test/unit/house.test.ts` proves that each rule bites. Type-only imports count: a type is knowledge, too. */
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

module.exports = {
  forbidden: [
    rule(
      'domain-is-pure',
      'domain imports itself and zod only',
      { path: '^src/domain/' },
      { pathNot: ['^src/domain/', 'node_modules/zod/'] },
    ),
    rule(
      'contract-knows-domain',
      'contract imports domain, zod and the contract library',
      { path: '^src/contract/' },
      { pathNot: ['^src/(contract|domain)/', 'node_modules/(zod|@orpc/contract)/'] },
    ),
    rule(
      'engine-knows-no-face',
      'the engine works without any window, host or shell',
      { path: '^src/main/engine/' },
      { path: '^src/(main/(desktop|serve|cli|index)|preload|renderer)(/|\\.)' },
    ),
    rule(
      'renderer-knows-contract-and-domain',
      'no engine logic in the window',
      { path: '^src/renderer/' },
      { path: '^src/(main|preload)/' },
    ),
    rule('renderer-is-no-node', 'the window has no Node', { path: '^src/renderer/' }, { dependencyTypes: ['core'] }),
    rule(
      'preload-hands-over',
      'the preload hands over the port and nothing else',
      { path: '^src/preload/' },
      { path: '^src/', pathNot: '^src/preload/' },
    ),
    rule(
      'cli-is-no-window',
      'a face does not know another face; the shell only starts the host',
      { path: '^src/main/cli/' },
      { path: '^src/main/(desktop|index)' },
    ),
    rule('desktop-is-apart', 'a face does not know another face', { path: '^src/main/desktop/' }, { path: '^src/main/(cli|serve)/' }),
    rule('serve-is-apart', 'a face does not know another face', { path: '^src/main/serve/' }, { path: '^src/main/(cli|desktop|index)' }),
    rule(
      'faces-meet-the-engine-at-its-door',
      'hosts know the engine’s composition root, the house of its projects and its media door',
      { path: '^src/main/(desktop|serve|cli|index)' },
      { path: '^src/main/engine/', pathNot: '^src/main/engine/(engine|house|media-door)\\.ts$' },
    ),
    rule(
      'electron-in-its-rooms',
      'Electron only in desktop, index and preload',
      { pathNot: '^src/(main/desktop/|main/index\\.ts$|preload/)' },
      { path: ['node_modules/electron/', '^electron(/|$)'] },
    ),
    rule(
      'fluent-in-one-file',
      'fluent-ffmpeg has traps; one file knows them',
      { pathNot: '^src/main/engine/media/ffmpeg\\.ts$' },
      { path: 'node_modules/(@types/)?fluent-ffmpeg/' },
    ),
    rule('undici-in-net', 'one room opens sockets', { pathNot: '^src/main/engine/net/' }, { path: 'node_modules/undici/' }),
    rule(
      'sharp-in-its-files',
      'pixels are touched in a few files',
      { pathNot: '^src/main/engine/media/(image[a-z-]*|filmstrip)\\.ts$' },
      { path: 'node_modules/sharp/' },
    ),
    rule('no-cycles', 'files can be read one after the other', {}, { circular: true }),
    rule('resolvable', 'every import is found', {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
}
