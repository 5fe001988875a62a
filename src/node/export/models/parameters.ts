/** A run's weights by name, in the layout a file format wants. */
import type { Variables } from '../../../engine/engine.ts'
import { torchShape, toTorch } from '../../../engine/networks/layout.ts'
import type { ParameterSpec } from '../../../engine/networks/parameters.ts'

export interface Values {
  shape: number[]
  values: Float32Array
}

export class Parameters {
  private readonly specs: Map<string, ParameterSpec>

  constructor(
    specs: ParameterSpec[],
    private readonly variables: Variables
  ) {
    this.specs = new Map(specs.map((spec) => [spec.name, spec]))
  }

  has(name: string): boolean {
    return this.specs.has(name)
  }

  private spec(name: string): ParameterSpec {
    const spec = this.specs.get(name)
    if (!spec) throw new Error(`The model has no parameter ${name}`)
    return spec
  }

  /** As TensorFlow and Keras lay them out: [in, out], HWIO, HWOI; images flattened channels last. */
  channelsLast(name: string): Values {
    const { shape } = this.spec(name)
    return { shape, values: this.variables[name].values }
  }

  /** As PyTorch and ONNX do: [out, in], OIHW, IOHW; images flattened channels first. */
  channelsFirst(name: string): Values {
    const spec = this.spec(name)
    return { shape: torchShape(spec), values: toTorch(spec, this.variables[name].values) }
  }

  /** All of them, channels first, in the model's order. */
  all(): Variables {
    return Object.fromEntries([...this.specs.keys()].map((name) => [name, this.channelsFirst(name)]))
  }
}
