import { mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run } from './run.ts'

describe('a wrong call', () => {
  it.concurrent.each([
    [[], /Usage: latentscape/],
    [['fly'], /unknown command 'fly'/],
    [['exprot'], /unknown command 'exprot'\n\(Did you mean export\?\)/],
    [['import'], /missing required argument 'inputs'/],
    [['import', '.', '--size', '8'], /--size.*8.*from 16 to 256/],
    [['train', '.', '--network', 'rnn'], /rnn.*mlp, conv/],
    [['train', '.', '--variance', '0.1'], /--likelihood gaussian/],
    [['train', '.', '--variance', '0.1', '--likelihood', 'logistic'], /--likelihood gaussian/],
    [['train', '.', '--likelihood', 'beta'], /beta.*bernoulli, continuous-bernoulli.*logistic/s],
    [['train', '.', '--optimizer', 'lion'], /lion.*sgd, momentum.*adamw/s],
    [['train', '.', '--resume', 'x'], /--resume needs the project/],
    [['train', '.', '--latnet', '2'], /--latnet.*\n?.*--latent/],
    [['decode', 'p.latent'], /--z/],
    [['decode', 'p.latent', '--z=a,b'], /--z.*commas/],
    [['interpolate', 'p.latent', 'z:x', '#1'], /from.*commas/],
    [['generate', 'p.latent', '--temperature', '0'], /above 0/],
    [['encode', 'p.latent', 'a.png', '--out', 'a.txt'], /\.csv or \.json/],
    [['map', 'p.latent', '--out', 'map.pdf'], /written as PNG.*\.pdf/],
    [['evaluate', 'p.latent', '--split', 'half'], /train, validation, test/]
  ])('%j ends with 2 and says why', async (words, reason) => {
    const { status, out, error } = await run(words)
    expect(error).toMatch(reason)
    expect(error).not.toMatch(/\n {4}at /)
    expect(out).toBe('')
    expect(status).toBe(2)
  })
})

describe('what cannot be done', () => {
  it('ends with 1, a message and no stack trace, and leaves nothing behind', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'latentscape-cli-'))
    await writeFile(join(folder, 'text.png'), 'not an image')
    const missing = join(folder, 'nothing.latent')
    for (const words of [
      ['map', missing],
      ['runs', missing],
      ['train', missing],
      ['import', join(folder, 'nowhere'), '--out', join(folder, 'a.latent')],
      ['import', join(folder, 'text.png'), '--out', join(folder, 'b.latent')]
    ]) {
      const { status, out, error } = await run([...words, '--json'], folder)
      expect(status, words.join(' ')).toBe(1)
      expect(out).toBe('')
      expect(error.trim().length, error).toBeGreaterThan(10)
      expect(error).not.toMatch(/\n {4}at |internal|undefined/)
    }
    expect(await readdir(folder)).toEqual(['text.png'])
  })
})

it('--help and --version are no errors', async () => {
  const help = await run(['train', '--help'])
  expect(help.status).toBe(0)
  for (const option of ['--network', '--latent', '--epochs', '--seed', '--engine', '--resume', '--json'])
    expect(help.out).toContain(option)
  const version = await run(['--version'])
  expect(version).toMatchObject({ status: 0, error: '' })
  expect(version.out).toMatch(/^\d+\.\d+\.\d+\n$/)
})
