import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { modelGraphs } from '../../../../src/node/export/models/architecture.ts'
import { describeEngine } from '../../../engines.ts'
import { difference, questions } from './answers.ts'
import { cases, make } from './cases.ts'
import { interpret } from './interpret.ts'

describeEngine('wasm', 'the graphs of a model', () => {
  for (const each of cases)
    it(`compute what it does: ${each.title}`, () => {
      const made = make(each)
      const graphs = modelGraphs(made.config, made.image, made.variables)
      const asked = questions(made)
      expect(asked.map(({ graph }) => graph)).toEqual(graphs.map(({ name }) => name))
      for (const { graph, inputs, outputs } of asked) {
        const answers = tf.tidy(() => {
          const tensors = Object.entries(inputs).map(
            ([name, { shape, values }]) => [name, tf.tensor(values, shape)] as const
          )
          const computed = interpret(
            graphs.find(({ name }) => name === graph)!,
            made.parameters,
            Object.fromEntries(tensors)
          )
          return Object.entries(computed).map(([name, tensor]) => [name, tensor.dataSync().slice()] as const)
        })
        expect(answers.map(([name]) => name)).toEqual(Object.keys(outputs))
        for (const [name, values] of answers)
          expect(difference(outputs[name], values), `${graph} ${name}`).toBeLessThan(2e-5)
      }
    })
})
