/**
 * The window alone, in a browser, with everything behind it replaced by bridge.ts:
 *   npx vite --config test/renderer/mock/vite.config.ts
 */
import { readFile } from 'node:fs/promises'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { loadImage, createCanvas } from '@napi-rs/canvas'
import { defineConfig } from 'vite'
import type { Plugin } from 'vite'
import yauzl from 'yauzl'

const root = new URL('../../..', import.meta.url).pathname
const zip = `${root}resources/samples/fashion-mnist.zip`

/** Every image of the sample, 28×28 grey, with its label. */
async function sample(): Promise<{ pixels: Buffer; names: string[] }> {
  const entries = await new Promise<{ name: string; bytes: Buffer }[]>((resolve, reject) => {
    const found: { name: string; bytes: Buffer }[] = []
    yauzl.open(zip, { lazyEntries: true }, (error, file) => {
      if (error) return reject(error)
      file.on('entry', (entry) => {
        if (!entry.fileName.endsWith('.png')) return file.readEntry()
        file.openReadStream(entry, (problem, stream) => {
          if (problem) return reject(problem)
          const chunks: Buffer[] = []
          stream.on('data', (chunk: Buffer) => chunks.push(chunk))
          stream.on('end', () => {
            found.push({ name: entry.fileName, bytes: Buffer.concat(chunks) })
            file.readEntry()
          })
        })
      })
      file.on('end', () => resolve(found))
      file.readEntry()
    })
  })
  const pixels = Buffer.alloc(entries.length * 784)
  const context = createCanvas(28, 28).getContext('2d')
  for (const [index, { bytes }] of entries.entries()) {
    context.drawImage(await loadImage(bytes), 0, 0)
    const { data } = context.getImageData(0, 0, 28, 28)
    for (let i = 0; i < 784; i++) pixels[index * 784 + i] = data[4 * i]
  }
  return { pixels, names: entries.map(({ name }) => name) }
}

function samples(): Plugin {
  let loading: ReturnType<typeof sample> | undefined
  return {
    name: 'sample-images',
    configureServer(server) {
      server.middlewares.use('/sample', (request, response) => {
        loading ??= sample()
        void loading.then(({ pixels, names }) => {
          if (request.url?.startsWith('/pixels')) response.end(pixels)
          else response.setHeader('content-type', 'application/json').end(JSON.stringify(names))
        })
      })
      server.middlewares.use('/index-source', (_, response) => {
        void readFile(`${root}src/renderer/index.html`).then((html) => response.end(html))
      })
    }
  }
}

export default defineConfig({
  root: `${root}test/renderer/mock`,
  plugins: [svelte(), samples()],
  server: {
    port: 5199,
    strictPort: true,
    fs: { allow: [root] },
    hmr: false,
    watch: { ignored: ['**/out/**'] }
  },
  cacheDir: `${root}node_modules/.vite-mock`
})
