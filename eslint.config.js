import globals from 'globals'
import svelte from 'eslint-plugin-svelte'
import ts from 'typescript-eslint'

/** What each layer may import from, beside itself. The design in one table; anything else is an error. */
const layers = {
  shared: [],
  engine: ['shared'],
  node: ['engine', 'shared'],
  worker: ['node', 'engine', 'shared'],
  cli: ['node', 'engine', 'shared'],
  main: ['shared'],
  preload: ['shared'],
  renderer: ['shared']
}

/** Layers that run without Node's own modules. */
const withoutNode = ['shared', 'engine', 'renderer']

function importRule(layer) {
  const others = Object.keys(layers).filter((name) => name !== layer && !layers[layer].includes(name))
  const patterns = [
    {
      regex: `(^|/)\\.\\./(.*/)?(${others.join('|')})/`,
      message: `src/${layer} may import only from: ${[layer, ...layers[layer]].join(', ')}.`
    }
  ]
  if (withoutNode.includes(layer))
    patterns.push({ regex: '^node:', message: `src/${layer} runs without Node's modules.` })
  if (!['main', 'preload'].includes(layer))
    patterns.push({ regex: '^electron$', message: `src/${layer} runs without Electron.` })
  return {
    files: [`src/${layer}/**/*.{ts,svelte}`],
    rules: { 'no-restricted-imports': ['error', { patterns }] }
  }
}

export default ts.config(
  { ignores: ['node_modules/', 'out/', 'out.*/', 'dist/', 'coverage/', 'test/data/', 'test-results/'] },
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.node } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', { max: 400 }],
      'no-console': 'off'
    }
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser }, globals: { ...globals.browser } }
  },
  ...Object.keys(layers).map(importRule)
)
