/**
 * Writes models in every format and has PyTorch, Keras, TensorFlow and onnxruntime answer the same questions as our
 * engine: `npm run test:interop`. The Python packages are those of the benches' peers, installed when first needed.
 */
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { peerPython } from '../../bench/peers/environment.ts'
import { formats, modelFiles } from '../../src/node/export/models/formats.ts'
import { writeFolder } from '../../src/node/export/folder.ts'
import type { ModelFormat } from '../../src/shared/contract/models.ts'
import { useEngine } from '../engines.ts'
import { questions, type Question } from '../node/export/models/answers.ts'
import { cases, make, type Made } from '../node/export/models/cases.ts'
import { trained } from './trained.ts'

/** What an exported model may be apart from ours. */
const tolerance = 1e-4

interface Answer {
  case: string
  format: string
  graph: string
  error?: number
  failure?: string
}

/** NaN and −∞ are not JSON; there is nothing to compare there. */
const asJson = (asked: Question[]): string =>
  JSON.stringify(
    asked.map(({ outputs, inputs, ...rest }) => ({
      ...rest,
      inputs: Object.fromEntries(
        Object.entries(inputs).map(([name, { shape, values }]) => [name, { shape, values: [...values] }])
      ),
      outputs: Object.fromEntries(Object.entries(outputs).map(([name, values]) => [name, [...values]]))
    }))
  )

async function write(folder: string, title: string, made: Made): Promise<void> {
  await mkdir(folder)
  await writeFile(join(folder, 'questions.json'), asJson(questions(made)))
  for (const format of Object.keys(formats) as ModelFormat[]) {
    const files = await modelFiles(format, { ...made, name: title, epoch: 1 })
    if ('' in files) await writeFile(join(folder, `weights${formats[format].extension}`), files[''])
    else await writeFolder(join(folder, format), files)
  }
}

async function answersOf(python: string, folder: string): Promise<Answer[]> {
  const script = fileURLToPath(new URL('./check.py', import.meta.url))
  const child = spawn(python, [script, folder], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.on('data', (text: Buffer) => (said += text.toString()))
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const answers: Answer[] = []
  for await (const line of createInterface(child.stdout)) answers.push(JSON.parse(line) as Answer)
  if ((await ended) !== 0) throw new Error(`The check ended early: ${said.slice(-2000)}`)
  return answers
}

function print(titles: Map<string, string>, answers: Answer[]): boolean {
  const columns = [...new Set(answers.map(({ format }) => format))]
  const width = Math.max(...[...titles.values()].map(({ length }) => length)) + 10
  console.log(
    `Largest absolute difference from the engine\n${''.padEnd(width)}${columns.map((c) => c.padStart(12)).join('')}`
  )
  const graphs = [...new Set(answers.map((answer) => `${answer.case}\t${answer.graph}`))]
  for (const row of graphs) {
    const [which, graph] = row.split('\t')
    const cells = columns.map((format) => {
      const answer = answers.find(
        (each) => each.case === which && each.graph === graph && each.format === format
      )
      if (!answer) return ''
      return answer.error === undefined ? 'failed' : answer.error.toExponential(1)
    })
    console.log(
      `${`${titles.get(which)}, ${graph}`.padEnd(width)}${cells.map((cell) => cell.padStart(12)).join('')}`
    )
  }
  const failed = answers.filter(({ error }) => !(error !== undefined && error <= tolerance))
  for (const { failure, ...about } of failed)
    console.log(
      `\n${titles.get(about.case)}, ${about.graph}, ${about.format}: ${failure ?? `apart by ${about.error}`}`
    )
  console.log(`\n${answers.length - failed.length} passed, ${failed.length} failed`)
  return failed.length === 0 && answers.length > 0
}

const python = await peerPython((line) => console.error(line))
const folder = await mkdtemp(join(tmpdir(), 'latentscape-interop-'))
try {
  await useEngine('wasm')
  const models = [...cases.map((each) => [each.title, make(each)] as const), ...(await trained())]
  const titles = new Map<string, string>()
  for (const [index, [title, made]] of models.entries()) {
    const name = String(index).padStart(2, '0')
    titles.set(name, title)
    await write(join(folder, name), title, made)
  }
  if (!print(titles, await answersOf(python, folder))) process.exitCode = 1
} finally {
  await rm(folder, { recursive: true, force: true })
}
