// The programs of a checkout as JavaScript that starts at once. Loading them file by file through tsx costs two seconds
// a start, so they are bundled together and kept in out.programs/ for as long as no source they were made of changes.
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const own = fileURLToPath(import.meta.url)
const root = dirname(dirname(own))
const sources = join(root, 'src')
const folder = join(root, 'out.programs')
const keptFile = join(folder, 'kept.json')

/** What is started as a process or a thread of its own, below src/; the explorer without the app only by tests. */
const entries = [
  'cli/index.ts',
  'worker/training.ts',
  'worker/explorer.ts',
  'node/backends/child.ts',
  'node/decoder.ts',
  'node/thread.ts',
  'node/gathering.ts'
]

/** Days after which what an older bundle left is nobody's any more. */
const keptDays = 2

/** Changes when the file does. */
function stampOf(path) {
  const { size, mtimeMs } = statSync(path)
  return `${size} ${mtimeMs}`
}

/** The bundle's files by their sources, while all they were made of is as it was. */
function kept() {
  try {
    const { place, inputs, programs } = JSON.parse(readFileSync(keptFile, 'utf8'))
    if (place !== root) return undefined
    for (const path in inputs) if (stampOf(join(root, path)) !== inputs[path]) return undefined
    for (const source in programs) if (!existsSync(join(folder, programs[source]))) return undefined
    return programs
  } catch {
    return undefined
  }
}

/** Where a source is, is what it says of itself: it finds the files beside it by that. */
const ownPlaces = {
  name: 'own-places',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8')
      const url = JSON.stringify(pathToFileURL(path).href)
      return { contents: text.replaceAll('import.meta.url', url), loader: 'ts' }
    })
  }
}

const require = createRequire(import.meta.url)

/** Packages of many small modules, which become part of the bundle. The others are imported as they are. */
const merged = /^(csv-parse|d3-array|d3-scale|env-paths|image-size|valibot)(\/|$)/

/** So large that finding the exports, as an import does, costs more than running them; their names are written down. */
const required = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-wasm']

const packages = {
  name: 'packages',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind, importer }) => {
      const ours = importer.startsWith(sources)
      if (kind === 'entry-point' || !ours || merged.test(path)) return undefined
      return required.includes(path) ? { path, namespace: 'required' } : { path, external: true }
    })
    onLoad({ filter: /./, namespace: 'required' }, ({ path }) => {
      const names = Object.keys(require(path)).filter((name) => name !== 'default')
      const lines = [
        "import { createRequire } from 'node:module'",
        `const whole$ = createRequire(${JSON.stringify(import.meta.url)})(${JSON.stringify(path)})`,
        'export default whole$',
        `export const { ${names.join(', ')} } = whole$`
      ]
      return { contents: lines.join('\n') }
    })
  }
}

/** Writes a whole file or none. */
function write(path, contents) {
  const made = `${path}.${process.pid}.tmp`
  writeFileSync(made, contents)
  renameSync(made, path)
}

function clearOld(current) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (!current.has(path) && Date.now() - statSync(path).mtimeMs > keptDays * 86_400_000) rmSync(path)
  }
}

/** Not what a plugin made up. */
const isFile = (input) => !input.startsWith('required:')

async function bundle() {
  // tsx brings it along, so it is wherever TypeScript is run.
  const { build } = createRequire(require.resolve('tsx/package.json'))('esbuild')
  const began = Date.now()
  const { outputFiles, metafile } = await build({
    entryPoints: entries.map((entry) => join(sources, entry)),
    absWorkingDir: root,
    outdir: folder,
    // A process that began with another bundle still finds its own files.
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    plugins: [packages, ownPlaces],
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    tsconfigRaw: { compilerOptions: { target: 'ES2023', verbatimModuleSyntax: true } },
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'silent',
    metafile: true,
    write: false
  })
  const inputs = {}
  for (const path of [...Object.keys(metafile.inputs).filter(isFile), relative(root, own)]) {
    // What was saved while it was being read may have been read too early.
    if (statSync(join(root, path)).mtimeMs >= began) throw new Error(`${path} has just changed.`)
    inputs[path] = stampOf(join(root, path))
  }
  const programs = {}
  for (const [path, { entryPoint }] of Object.entries(metafile.outputs))
    if (entries.some((entry) => entryPoint === `src/${entry}`))
      programs[entryPoint] = relative(folder, resolve(root, path))
  mkdirSync(folder, { recursive: true })
  for (const { path, contents } of outputFiles) if (!existsSync(path)) write(path, contents)
  write(keptFile, JSON.stringify({ place: root, inputs, programs }))
  clearOld(new Set([keptFile, ...outputFiles.map(({ path }) => path)]))
  return programs
}

/** What cannot be bundled or kept runs all the same, so only who looks for it is told. */
function untold(error) {
  if (process.env.LATENTSCAPE_DEBUG === '1') console.error(error)
}

/**
 * Loads a program of this checkout.
 * @param {string} source below src/; one that cannot be bundled or kept runs file by file
 */
export async function load(source) {
  const programs = kept() ?? (await bundle().catch(untold))
  const made = programs?.[`src/${source}`]
  if (made) {
    if (process.env.LATENTSCAPE_DEBUG === '1') process.setSourceMapsEnabled(true)
    return import(pathToFileURL(join(folder, made)).href)
  }
  const { register } = await import('tsx/esm/api')
  register()
  return import(new URL(`../src/${source}`, import.meta.url).href)
}
