/** How the app is built. The targets are Electron 33's, the oldest it runs on. */
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'

const node = 'node20.18'
const chrome = 'chrome130'

/** electron-vite declares `require` in every module that calls one; ours make their own, so it would be there twice. */
const ownRequire: Plugin = {
  name: 'own-require',
  configResolved({ plugins }) {
    const shim = plugins.find(({ name }) => name === 'vite:esm-shim') as { renderChunk?: unknown } | undefined
    if (shim) shim.renderChunk = undefined
  }
}

export default defineConfig({
  // Main and the workers; their dependencies stay in node_modules, native modules as they are.
  main: {
    plugins: [ownRequire],
    build: {
      target: node,
      minify: false,
      sourcemap: true,
      rollupOptions: {
        input: {
          index: 'src/main/index.ts',
          explorer: 'src/worker/explorer.ts',
          training: 'src/worker/training.ts',
          child: 'src/node/backends/child.ts',
          decoder: 'src/node/decoder.ts',
          thread: 'src/node/thread.ts',
          gathering: 'src/node/gathering.ts'
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' }
      }
    }
  },
  // A sandboxed preload is one CommonJS file with everything in it.
  preload: {
    build: {
      target: node,
      minify: false,
      externalizeDeps: false,
      rollupOptions: {
        input: { index: 'src/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' }
      }
    }
  },
  renderer: {
    root: 'src/renderer',
    plugins: [svelte()],
    worker: { format: 'es' },
    build: {
      target: chrome,
      modulePreload: { polyfill: false },
      // Nothing inline: the content policy refuses it.
      assetsInlineLimit: 0,
      rollupOptions: { input: ['src/renderer/index.html', 'src/renderer/film.html'] }
    }
  }
})
