/** Four bundles: Electron's main and the shell from `src/main`, the preload, the window. */
import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      // Hundreds of small files become a few: the engine is there in two thirds of the time. The rest stays outside, since it is
      // native or looks for files beside itself.
      externalizeDeps: { exclude: ['zod', '@orpc/client', '@orpc/contract', '@orpc/server'] },
      rollupOptions: { input: { index: resolve('src/main/index.ts'), cli: resolve('src/main/cli/main.ts') } },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload may require nothing but 'electron', so all else is bundled into one CommonJS file.
      externalizeDeps: false,
      rollupOptions: { input: { index: resolve('src/preload/index.ts') }, output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react()],
    build: { outDir: 'out/renderer', minify: true, rollupOptions: { input: { index: resolve('src/renderer/index.html') } } },
  },
})
