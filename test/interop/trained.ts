/** Small runs trained by the command line, as a person has them. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildLearner } from '../../src/engine/models/build.ts'
import { readModel } from '../../src/node/export/models.ts'
import { writeImageFolder } from '../cli/images.ts'
import { runJson } from '../cli/run.ts'
import type { Made } from '../node/export/models/cases.ts'

const runs = [
  { title: 'trained VAE, mlp, grey 28', project: 'grey', words: ['--network', 'mlp'] },
  { title: 'trained CVAE, conv, grey 28', project: 'grey', words: ['--network', 'conv', '--model', 'cvae'] },
  { title: 'trained VAE, conv, colour 45', project: 'colour', words: ['--network', 'conv'] },
  { title: 'trained CVAE, mlp, colour 45', project: 'colour', words: ['--network', 'mlp', '--model', 'cvae'] }
]

const projects = {
  grey: ['--size', '28', '--channels', 'gray'],
  colour: ['--size', '45', '--channels', 'rgb']
}

/** Title and model of each. */
export async function trained(): Promise<[string, Made][]> {
  const folder = await mkdtemp(join(tmpdir(), 'latentscape-interop-'))
  try {
    const images = join(folder, 'bars')
    await writeImageFolder(images, ['upright', 'level'], 60)
    for (const [name, words] of Object.entries(projects))
      await runJson(['import', images, '--out', join(folder, `${name}.latent`), ...words])
    const made: [string, Made][] = []
    for (const { title, project, words } of runs) {
      const path = join(folder, `${project}.latent`)
      const { run } = await runJson<{ run: string }>([
        ...['train', path, ...words, '--epochs', '2', '--batch', '20', '--engine', 'wasm']
      ])
      const model = await readModel(path, run, 'best')
      made.push([title, { ...model, model: buildLearner(model.config, model.image) }])
    }
    return made
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
