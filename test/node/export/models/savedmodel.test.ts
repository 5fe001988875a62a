import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { nativeBackend } from '../../../../src/node/backends/binding.ts'
import { modelGraphs } from '../../../../src/node/export/models/architecture.ts'
import { savedModelFile } from '../../../../src/node/export/models/savedmodel.ts'
import { describeEngine } from '../../../engines.ts'
import { difference, questions } from './answers.ts'
import { cases, make } from './cases.ts'

describeEngine('tensorflow', 'a SavedModel', () => {
  it.each(cases)('is loaded by TensorFlow and answers as the model does: $title', async (each) => {
    const made = make(each)
    const graphs = modelGraphs(made.config, made.image, made.variables)
    const folder = await mkdtemp(join(tmpdir(), 'latentscape-saved-'))
    const { binding } = nativeBackend()
    try {
      const signatures = Object.fromEntries(graphs.map((graph) => [graph.name, graph]))
      await writeFile(join(folder, 'saved_model.pb'), savedModelFile(signatures, made.parameters))
      const session = binding.loadSavedModel(folder, 'serve')
      for (const { graph, inputs, outputs } of questions(made)) {
        const fed = Object.entries(inputs)
        const ids = fed.map(([, { shape, values }]) => binding.createTensor(shape, binding.TF_FLOAT, values))
        const asked = fed.map(([name]) => `${graph}/${name}:0`).join(',')
        const wanted = signatures[graph].outputs.map(({ of }) => `${graph}/${of.node}:${of.output}`)
        const results = binding.runSavedModel(session, ids, asked, wanted.join(','))
        for (const [index, { id }] of results.entries()) {
          const { name } = signatures[graph].outputs[index]
          expect(difference(outputs[name], binding.tensorDataSync(id) as Float32Array)).toBeLessThan(1e-4)
          binding.deleteTensor(id)
        }
        for (const id of ids) binding.deleteTensor(id)
      }
      binding.deleteSavedModel(session)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
