import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { priorFormulae, termFormulae } from '../../src/renderer/formulae.ts'
import { engineCatalogue } from '../../src/engine/catalogue.ts'
import { tourSteps } from '../../src/renderer/toursteps.ts'
import { en } from '../../src/renderer/words/en.ts'
import { fill } from '../../src/shared/fill.ts'
import { zh } from '../../src/renderer/words/zh.ts'
import { problems as zhProblems } from '../../src/renderer/words/zh/problems.ts'
import { optimizerKinds } from '../../src/shared/defaults.ts'
import { problems } from '../../src/shared/problems.ts'
import type { ProblemCode } from '../../src/shared/problems.ts'

const folder = new URL('../../src/renderer/', import.meta.url)
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(svelte|ts)$/.test(file) && !/words.(en|zh)\b.*\.ts$/.test(file))
  .map((file) => ({ file, text: readFileSync(new URL(file, folder), 'utf8') }))
const keys = Object.keys(en) as (keyof typeof en)[]
const priors = Object.keys(priorFormulae).map((kind) => `prior.${kind}`)
const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort()

test('Chinese has every sentence, with the same values in it', () => {
  expect(Object.keys(zh).sort()).toEqual([...keys].sort())
  for (const key of keys) {
    expect(placeholders(zh[key]), key).toEqual(placeholders(en[key]))
    expect(zh[key].trim(), key).not.toBe('')
  }
})

test('problems are told in Chinese with the same values', () => {
  expect(Object.keys(zhProblems).sort()).toEqual(Object.keys(problems).sort())
  for (const [code, sentence] of Object.entries(problems)) {
    expect(placeholders(zhProblems[code as ProblemCode]), code).toEqual(placeholders(sentence))
    expect(zhProblems[code as ProblemCode], code).toMatch(/[\u4e00-\u9fff]/)
  }
})

test('sentences that are words are translated', () => {
  const same = keys.filter((key) => zh[key] === en[key])
  const optimizers = ['sgd', 'adagrad', 'rmsprop', 'adam', 'adamw'].map((kind) => `optimizer.${kind}`)
  const names = [
    ...optimizers,
    ...priors,
    'name',
    'options.mlp',
    'colour.likelihood',
    'curve.elbo',
    'curve.kl',
    'decoded.logPrior',
    'decoded.distance',
    'decoded.logConditional',
    'plane.pca',
    'plane.name',
    'decoded.distanceHome'
  ]
  expect(same.sort()).toEqual([...names, 'key.ctrl', 'key.shift', 'key.alt', 'key.pages'].sort())
})

test('what a run can be made of is told to the window, in both languages', () => {
  const told = structuredClone(engineCatalogue)
  const all = [told.models, told.likelihoods, told.objectives].flat()
  const options = told.likelihoods.flatMap((likelihood) => likelihood.options ?? [])
  expect(all.length).toBeGreaterThan(11)
  for (const { words, formula } of [...all, ...options]) {
    for (const text of [words.en.name, words.en.help, words['zh-CN'].name, formula]) expect(text).not.toBe('')
    expect(words['zh-CN'].help).toMatch(/[\u4e00-\u9fff]/)
  }
})

test('every sentence is used somewhere', () => {
  const all = sources.map(({ text }) => text).join('\n')
  const explained = [
    ...['warm-up', 'cyclic', 'cosine', 'step'].map((kind) => `schedule.${kind}`),
    ...optimizerKinds.map((kind) => `optimizer.${kind}`)
  ].flatMap((key) => [key, `${key}.help`])
  const heats = ['prior', 'posterior', 'sensitivity']
  const layers = [
    ...['nothing', 'manifold', ...heats].map((under) => `layers.${under}`),
    ...['none', 'all', 'label'].map((kind) => `layers.contours.${kind}`),
    ...heats.flatMap((kind) => [`heat.${kind}`, `heat.help.${kind}`]),
    ...['bent', 'training', 'noPrior'].map((why) => `heat.${why}`)
  ]
  const told = [
    ...tourSteps.map((step) => `tour.${step}`),
    ...Object.keys(termFormulae).map((term) => `term.${term}`)
  ].flatMap((key) => [key, `${key}.text`])
  const choices = [...explained, ...told, ...priors, ...layers]
  for (const key of choices) expect(keys).toContain(key)
  const unused = keys.filter((key) => {
    if (choices.includes(key)) return false
    const stem = key.replace(/\.(one|other)$/, '')
    return !all.includes(`'${stem}'`) && !key.startsWith('phase.')
  })
  expect(unused).toEqual([])
})

/** What a component shows by itself: its markup without scripts, styles, comments and expressions. */
function shown(text: string): string {
  let markup = text.replace(/<(script|style)[\s\S]*?<\/\1>/g, '').replace(/<!--[\s\S]*?-->/g, '')
  for (let before = ''; before !== markup;) {
    before = markup
    markup = markup.replace(/\{[^{}]*\}/g, '')
  }
  return markup
}

function ownWords(text: string): string[] {
  const markup = shown(text)
  const found: string[] = []
  for (const [, words] of markup.matchAll(/>([^<>]*[A-Za-z]{2,}[^<>]*)</g)) found.push(words.trim())
  for (const [, words] of markup.matchAll(
    /\b(?:title|label|aria-label|placeholder|alt|text)="([^"]*[A-Za-z]{2,}[^"]*)"/g
  ))
    found.push(words)
  return found
}

test('no component says anything that is not in the catalogue', () => {
  expect(ownWords('<p title="Hello">{t(`a`)} World</p><b>{#if a > b}x{/if}</b>')).toEqual(['World', 'Hello'])
  const components = sources.filter(({ file }) => file.endsWith('.svelte'))
  expect(components.length).toBeGreaterThan(30)
  const found = components.flatMap(({ file, text }) => ownWords(text).map((words) => `${file}: ${words}`))
  // Names of programs are the same in every language.
  expect(found.map((line) => line.replace(/\s+/g, ' '))).toEqual([
    'components/SettingsDialog.svelte: · Electron () · Chromium · Node'
  ])
})

test('values are filled in, unknown names stay visible', () => {
  expect(fill('epoch {epoch} of {epochs}', { epoch: 3, epochs: 50 })).toBe('epoch 3 of 50')
  expect(fill('{missing}')).toBe('{missing}')
})
