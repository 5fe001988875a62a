/**
 * `npm test`: format, lint, types, unit tests, build, then the real app end to end. `npm run check` stops before
 * the build. The first stage that fails ends the run; its last line always is `N passed, N failed`, where a
 * stage that fails without counting tests counts as one.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { root } from './build.ts'
import { provisionElectron } from './electron/provision.ts'

interface Stage {
  name: string
  run(): Promise<boolean>
}

const require = createRequire(import.meta.url)
const reports = mkdtempSync(path.join(tmpdir(), 'latentscape-test-'))
let passed = 0
let failed = 0
let skipped = 0

/** The file that a package's command is. */
function command(name: string): string {
  const manifestFile = require.resolve(`${name}/package.json`)
  const { bin } = require(manifestFile) as { bin: string | Record<string, string> }
  return path.join(path.dirname(manifestFile), typeof bin === 'string' ? bin : bin[name])
}

function node(...words: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, words, { cwd: root, stdio: 'inherit' })
    child.on('close', (code) => resolve(code === 0))
  })
}

interface Report {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
}

/** Runs tests and counts them. */
async function vitest(name: string, ...words: string[]): Promise<boolean> {
  const file = path.join(reports, `${name}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const good = await node(command('vitest'), 'run', ...reporters, ...words)
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report
    passed += report.numPassedTests
    skipped += report.numPendingTests + report.numTodoTests
    failed += report.numFailedTests
    // A file that does not load, or an error outside of any test.
    if (!good && report.numFailedTests === 0) failed++
  } catch {
    failed++
  }
  return good
}

async function counted(result: Promise<boolean>): Promise<boolean> {
  const good = await result
  if (!good) failed++
  return good
}

const both = async (...results: Promise<boolean>[]): Promise<boolean> =>
  (await Promise.all(results)).every(Boolean)

const sources: Stage[] = [
  // Each uses one core.
  {
    name: 'format and lint',
    run: () =>
      both(
        counted(node(command('prettier'), '--check', '--log-level=warn', '.')),
        counted(node(command('eslint'), '.'))
      )
  },
  { name: 'types', run: () => counted(node('--import', 'tsx', 'scripts/types.ts')) }
]
/** Before the unit tests, since its software graphics driver is what the webgpu engine is tested on. */
const electron: Stage = {
  name: 'Electron',
  run: () =>
    counted(
      provisionElectron((line) => console.log(line)).then(
        ({ version, source }) => (console.log(`Electron ${version} (${source})`), true),
        (error: Error) => (console.error(error.message), false)
      )
    )
}
const unit: Stage = { name: 'unit tests', run: () => vitest('unit') }
const app: Stage[] = [
  { name: 'build', run: () => counted(node('--import', 'tsx', 'scripts/build.ts')) },
  { name: 'end to end', run: () => vitest('e2e', '--config', 'vitest.e2e.config.ts') }
]

const stages = process.argv[2] === 'check' ? [...sources, unit] : [...sources, electron, unit, ...app]
const summary: string[] = []
for (const { name, run } of stages) {
  console.log(`\n── ${name}`)
  const began = performance.now()
  const good = await run()
  summary.push(`${good ? '✓' : '✗'} ${name}, ${((performance.now() - began) / 1000).toFixed(0)} s`)
  if (!good) break
}
rmSync(reports, { recursive: true, force: true })
console.log(`\n${summary.join('\n')}`)
if (skipped > 0) console.log(`${skipped} skipped`)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && summary.length === stages.length ? 0 : 1
