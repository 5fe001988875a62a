/** `npm run types`: TypeScript over each layer with its own settings, and Svelte's checker over the window. */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { root } from './build.ts'

const require = createRequire(import.meta.url)
const compiler = require.resolve('typescript/bin/tsc')
const svelte = path.join(path.dirname(require.resolve('svelte-check/package.json')), 'bin', 'svelte-check')

const layers = readdirSync(path.join(root, 'src')).map((layer) => path.join('src', layer))
const projects = [...layers, 'scripts', 'test', 'bench'].filter((folder) =>
  existsSync(path.join(root, folder, 'tsconfig.json'))
)
const jobs = projects.map((folder) => ({ name: folder, words: [compiler, '-p', folder, '--pretty'] }))
jobs.unshift({
  name: 'src/renderer (Svelte)',
  words: [svelte, '--tsconfig', 'src/renderer/tsconfig.json', '--fail-on-warnings', '--output', 'human']
})

function run({ name, words }: (typeof jobs)[number]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (text: Buffer) => (output += text.toString()))
    child.stderr.on('data', (text: Buffer) => (output += text.toString()))
    child.on('close', (code) => {
      if (code !== 0) console.error(`${name}:\n${output}`)
      resolve(code === 0)
    })
  })
}

/** Two at a time; more would need memory that small machines lack. */
async function worker(): Promise<boolean> {
  let good = true
  for (let job = jobs.shift(); job; job = jobs.shift()) good = (await run(job)) && good
  return good
}
const results = await Promise.all([worker(), worker()])
process.exitCode = results.every(Boolean) ? 0 : 1
