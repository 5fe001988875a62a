import { expect, it } from 'vitest'
import type { Program } from '../../src/engine/engine.ts'
import { evaluationFunction, trainingFunction } from '../../src/engine/functions.ts'
import { inferenceFunctions, maskOf, runDecode, runEncode } from '../../src/engine/inference.ts'
import { buildModel } from '../../src/engine/models/build.ts'
import { initialVariables } from '../../src/engine/networks/parameters.ts'
import { optimizerRule } from '../../src/engine/optimizers.ts'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import { integers, normals } from '../../src/engine/random.ts'
import type { NetworkConfig } from '../../src/shared/schemas.ts'
import { describeEngines } from '../engines.ts'

const networks: Record<'mlp' | 'conv', NetworkConfig> = {
  mlp: { kind: 'mlp', width: 12, depth: 1 },
  conv: { kind: 'conv', filters: [3, 4], width: 6 }
}

function setUp(network: keyof typeof networks, image = { height: 9, width: 9, channels: 1 }, samples = 2) {
  const config = defaultRunConfig(image, {
    network: networks[network],
    latent: 3,
    samples,
    likelihood: { kind: 'bernoulli' }
  })
  const model = buildModel(config, image)
  const batch = 4
  const size = image.height * image.width * image.channels
  return {
    model,
    batch,
    variables: initialVariables(model.parameters, 1),
    inputs: {
      pixels: Uint8Array.from(integers(batch * size, 2, 'selection', 0), (value) => value & 255),
      noise: normals(samples * batch * 3, 2, 'posterior', 0),
      mask: maskOf(batch, batch)
    },
    evaluate: evaluationFunction(model, batch, samples),
    optimizer: optimizerRule({ kind: 'adam', learningRate: 1, beta1: 0, beta2: 0, epsilon: 1e30 })
  }
}

describeEngines('the VAE', (engine, name) => {
  // A convolutional network has all that the other has.
  for (const network of name === 'webgpu' ? (['conv'] as const) : (['mlp', 'conv'] as const)) {
    it(`${network}: the training step's gradient is the slope of the loss`, async () => {
      const { model, batch, variables, inputs, evaluate, optimizer } = setUp(network)
      const train = trainingFunction(model, { batch, samples: 2, estimator: 'B' }, optimizer)
      const program = await engine().load(variables, { train, evaluate })
      // With β₁ = 0 Adam's first slot is the gradient itself; the huge ε keeps the step at zero.
      const scalars = Object.entries(optimizer.scalarsAt(0))
      const fed = Object.fromEntries(scalars.map(([name, value]) => [name, Float32Array.of(value)]))
      await program.run('train', { ...inputs, ...fed })
      const slots = await program.readSlots()
      for (const [index, spec] of model.parameters.entries()) {
        const { values } = variables[spec.name]
        const gradient = slots[`m/${spec.name}`].values
        // Along the gradient the slope is its length; a direction is steadier than single weights.
        const length = Math.hypot(...gradient)
        if (length < 1e-3) continue
        const step = 2e-2 / Math.max(1, Math.sqrt(length))
        const lossAt = async (sign: number) => {
          const moved = values.map((value, i) => value + (sign * step * gradient[i]) / length)
          await program.writeVariables({ [spec.name]: moved })
          return (await program.run('evaluate', inputs)).loss[0]
        }
        const slope = ((await lossAt(1)) - (await lossAt(-1))) / (2 * step)
        await program.writeVariables({ [spec.name]: values })
        expect(Math.abs(slope / length - 1), `${index} ${spec.name}: ${slope} ${length}`).toBeLessThan(0.05)
      }
      program.dispose()
    })
  }

  it('a short batch, masked, has the same mean as its images alone', async () => {
    const { model, batch, variables, inputs } = setUp('conv', undefined, 1)
    const program = await engine().load(variables, {
      four: evaluationFunction(model, batch, 1),
      two: evaluationFunction(model, 2, 1)
    })
    const padded = { ...inputs, noise: inputs.noise.slice(0, 12), mask: maskOf(2, batch) }
    const alone = {
      pixels: inputs.pixels.slice(0, 2 * 81),
      noise: inputs.noise.slice(0, 6),
      mask: maskOf(2, 2)
    }
    const [a, b] = [await program.run('four', padded), await program.run('two', alone)]
    expect(a.loss[0]).toBeCloseTo(b.loss[0], 3)
    expect(a.loss[0]).toBeCloseTo(a.kl[0] - a.reconstruction[0], 3)
    program.dispose()
  })

  it('encodes and decodes any number of images alike, whatever the batch', async () => {
    const { model, variables } = setUp('conv', { height: 17, width: 16, channels: 3 })
    const program = await engine().load(variables, inferenceFunctions(model, [1, 4]))
    const item = 17 * 16 * 3
    const pixels = Uint8Array.from(integers(7 * item, 2, 'selection', 1), (value) => value & 255)
    const { mean, logVariance } = await runEncode(program, model, pixels, undefined, [1, 4])
    expect(mean.length).toBe(21)
    expect(logVariance.every(Number.isFinite)).toBe(true)
    const last = await runEncode(program, model, pixels.slice(6 * item), undefined, [1, 4])
    last.mean.forEach((value, i) => expect(value).toBeCloseTo(mean[18 + i], 4))
    const decoded = await runDecode(program, model, mean, undefined, [1, 4])
    expect(decoded.length).toBe(7 * item)
    const again = await runDecode(program, model, mean.slice(18), undefined, [1, 4])
    again.forEach((value, i) => expect(Math.abs(value - decoded[6 * item + i])).toBeLessThanOrEqual(1))
    program.dispose()
  })

  it.each(name === 'webgpu' ? [17, 28] : [16, 17, 28, 31, 64])(
    'convolutions take images of %d pixels',
    async (size) => {
      const { model, variables } = setUp('conv', { height: size, width: size, channels: 1 })
      const program: Program = await engine().load(variables, inferenceFunctions(model, [1]))
      const { mean } = await runEncode(program, model, new Uint8Array(size * size), undefined, [1])
      expect((await runDecode(program, model, mean, undefined, [1])).length).toBe(size * size)
      program.dispose()
    }
  )
})
