/** Nothing that can reach the window is said outside the catalogue, where no other language would have it. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { en } from '../../src/renderer/words/en.ts'

const source = fileURLToPath(new URL('../../src/', import.meta.url))
const layers = ['shared', 'engine', 'node', 'worker', 'main']

interface Found {
  file: string
  node: ts.Node
}

const parsed = (file: string, text: string) => ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)

/** Every node of a file that a look finds something in. */
function find(file: ts.SourceFile, look: (node: ts.Node) => ts.Node | undefined): Found[] {
  const found: Found[] = []
  function visit(node: ts.Node): void {
    const seen = look(node)
    if (seen) found.push({ file: file.fileName, node: seen })
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

const files = layers
  .flatMap((layer) =>
    readdirSync(path.join(source, layer), { recursive: true, encoding: 'utf8' }).map((file) =>
      path.posix.join(layer, file.replaceAll('\\', '/'))
    )
  )
  .filter((file) => file.endsWith('.ts'))
  .map((file) => parsed(file, readFileSync(path.join(source, file), 'utf8')))

const everywhere = (look: (node: ts.Node) => ts.Node | undefined) => files.flatMap((file) => find(file, look))

/** What an error is given as its words. */
function wordsOfError(node: ts.Node): ts.Node | undefined {
  if (!ts.isNewExpression(node) || !['AppError', 'MissingTool'].includes(node.expression.getText())) return
  return node.arguments?.[1]
}

function isOfCatalogue(node: ts.Node): boolean {
  if (ts.isConditionalExpression(node)) return isOfCatalogue(node.whenTrue) && isOfCatalogue(node.whenFalse)
  return ts.isCallExpression(node) && node.expression.getText() === 'said'
}

/** Errors whose words are no code where they are made, and why that is right. */
const exceptions: Record<string, string> = {
  'shared/client.ts: message': 'what main said, a sentence of the catalogue',
  'shared/contradictions.ts: found': 'a problem of the catalogue already',
  'shared/errors.ts: problem && sentence(problem) === message ? problem : message':
    'an error that was made on the other side of a port',
  'shared/requests.ts: `No request is named ${request}`': 'only a fault of ours asks for it',
  'shared/rpc.ts: `There is no request named ${String(name)}`': 'only a fault of ours asks for it',
  'engine/eager.ts: `${name}: the input ${input} is missing.`': 'only a fault of ours leaves it out',
  'engine/eager.ts: `${name}: ${input} has ${values.length} values, not the ${sizeOf(shape)} of [${shape}].`':
    'only a fault of ours makes them',
  'engine/eager.ts: `There is no variable named ${name}.`': 'only a fault of ours names it',
  'node/import.ts: what': 'a problem of the catalogue already',
  'node/safetensors.ts: problem': 'a problem of the catalogue already',
  'node/provision/tensorflow.ts: reasons[0]': 'sentences of the catalogue, kept as words',
  'node/provision/tensorflow.ts: before': 'a sentence of the catalogue, kept as words',
  "main/ipc.ts: 'This page may ask for nothing.'": 'said to a page that is not ours'
}

test('an error is a problem of the catalogue', () => {
  const outside = everywhere(wordsOfError)
    .filter(({ node }) => !isOfCatalogue(node))
    .map(({ file, node }) => `${file}: ${node.getText()}`)
  expect(outside.sort()).toEqual(Object.keys(exceptions).sort())
})

test('a sentence outside of the catalogue is found', () => {
  const text = "throw new AppError('input', isOne ? said('busy') : `There is ${one}.`)"
  const [{ node }] = find(parsed('a.ts', text), wordsOfError)
  expect(isOfCatalogue(node)).toBe(false)
})

/** The words of a property, where they are written out. */
function wordsOfProperty(node: ts.Node, ...names: string[]): ts.Node | undefined {
  if (!ts.isPropertyAssignment(node) || !names.includes(node.name.getText())) return
  const { initializer } = node
  return ts.isStringLiteralLike(initializer) || ts.isTemplateExpression(initializer) ? initializer : undefined
}

test('a reason is a sentence of the catalogue', () => {
  const outside = everywhere((node) => wordsOfProperty(node, 'reason'))
    // Of the parts of the app: for the log alone.
    .filter(({ file }) => file !== 'main/engineHost.ts')
  expect(outside.map(({ file, node }) => `${file}: ${node.getText()}`)).toEqual([])
})

const tellers = ['reporter', 'meter', 'teller', 'telling']

/** A phase of a long job: a property, or what somebody who tells of it is made with. */
function phaseOf(node: ts.Node): ts.Node | undefined {
  if (!ts.isCallExpression(node) || !tellers.includes(node.expression.getText()))
    return wordsOfProperty(node, 'phase')
  return node.arguments.find(ts.isStringLiteralLike)
}

test('every phase of a long job has its words', () => {
  const phases = everywhere(phaseOf).map(({ node }) => node.getText().slice(1, -1).toLowerCase())
  expect(phases.length).toBeGreaterThan(8)
  // The shortfall tells of its two parts in sentences of its own.
  expect(phases.filter((phase) => !(`phase.${phase}` in en))).toEqual(['shortfall'])
})
