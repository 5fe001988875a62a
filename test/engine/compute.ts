import type { Engine, Tensors } from '../../src/engine/engine.ts'

interface Input {
  shape: number[]
  values: number[] | Float32Array
}

/** Runs a function of tensors once on an engine, the way models are run, and returns its outputs as numbers. */
export async function compute(
  engine: Engine,
  inputs: Record<string, Input>,
  body: (inputs: Tensors) => Tensors,
  outputs: string[]
): Promise<Record<string, Float32Array>> {
  const program = await engine.load(
    {},
    {
      f: {
        inputs: Object.fromEntries(
          Object.entries(inputs).map(([name, { shape }]) => [name, { kind: 'float32', shape }])
        ),
        outputs: Object.fromEntries(outputs.map((name) => [name, { kind: 'float32' }])),
        body: (_, tensors) => body(tensors)
      }
    }
  )
  try {
    const values = Object.entries(inputs).map(([name, input]) => [name, Float32Array.from(input.values)])
    return (await program.run('f', Object.fromEntries(values))) as Record<string, Float32Array>
  } finally {
    program.dispose()
  }
}

/** Mean and standard error of the mean. */
export function meanAndError(values: ArrayLike<number>): { mean: number; error: number } {
  const list = Array.from(values)
  const mean = list.reduce((sum, value) => sum + value, 0) / list.length
  const variance = list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (list.length - 1)
  return { mean, error: Math.sqrt(variance / list.length) }
}
