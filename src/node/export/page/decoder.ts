/**
 * The decoder of an exported page, as the text of a plain script: it runs the graph of layers that the page carries,
 * one image at a time, on numbers alone.
 */
export const decoderScript = String.raw`
'use strict'
function makeDecoder(graph, tensors) {
  const last = (shape) => shape[shape.length - 1]
  const functions = {
    relu: (x) => (x > 0 ? x : 0),
    sigmoid: (x) => 1 / (1 + Math.exp(-x)),
    softplus: (x) => (x > 30 ? x : Math.log1p(Math.exp(x))),
    exponential: Math.exp,
    reciprocal: (x) => 1 / x
  }
  const dense = (node, [x, c]) => {
    const y = new Float32Array(last(node.shape))
    if (node.bias) y.set(tensors[node.parameter + '.bias'])
    const add = (input, weights) => {
      for (let i = 0; i < input.length; i++) {
        const value = input[i]
        if (value === 0) continue
        const row = i * y.length
        for (let o = 0; o < y.length; o++) y[o] += value * weights[row + o]
      }
    }
    add(x, tensors[node.parameter + '.weight'])
    if (c) add(c, tensors[node.parameter + '.condition.weight'])
    return y
  }
  const transposed = (node, [x]) => {
    const [inHeight, inWidth, inputs] = node.inputs[0].shape
    const [height, width, outputs] = node.shape
    const weights = tensors[node.parameter + '.weight']
    const bias = tensors[node.parameter + '.bias']
    const size = node.kernel
    const y = new Float32Array(height * width * outputs)
    for (let at = 0; at < y.length; at++) y[at] = bias[at % outputs]
    for (let row = 0; row < inHeight; row++)
      for (let column = 0; column < inWidth; column++) {
        const from = (row * inWidth + column) * inputs
        for (let ky = 0; ky < size; ky++) {
          const oy = row * node.stride + ky - node.cut.top
          if (oy < 0 || oy >= height) continue
          for (let kx = 0; kx < size; kx++) {
            const ox = column * node.stride + kx - node.cut.left
            if (ox < 0 || ox >= width) continue
            const to = (oy * width + ox) * outputs
            for (let o = 0; o < outputs; o++) {
              const w = ((ky * size + kx) * outputs + o) * inputs
              let sum = 0
              for (let i = 0; i < inputs; i++) sum += x[from + i] * weights[w + i]
              y[to + o] += sum
            }
          }
        }
      }
    return y
  }
  const split = (node, [x]) => {
    const whole = last(node.inputs[0].shape)
    const half = whole / 2
    const part = (begin) =>
      Float32Array.from({ length: x.length / 2 }, (_, i) => x[Math.floor(i / half) * whole + begin + (i % half)])
    return [part(0), part(half)]
  }
  const run = (node, x) => {
    switch (node.kind) {
      case 'dense':
        return dense(node, x)
      case 'transposed':
        return transposed(node, x)
      case 'flatten':
      case 'unflatten':
        return x[0]
      case 'add':
        return x[0].map((value, i) => value + x[1][i])
      case 'multiply':
        return x[0].map((value, i) => value * x[1][i])
      case 'affine': {
        const { scale, offset } = node
        return x[0].map((value, i) => value * scale[i % scale.length] + offset[i % offset.length])
      }
      case 'split':
        return split(node, x)
      default:
        return x[0].map(functions[node.kind])
    }
  }
  return (inputs) => {
    const values = {}
    for (const node of graph.nodes) {
      const taken = node.inputs.map(({ node: name, output }) => values[name][output])
      const value = node.kind === 'input' ? inputs[node.name] : run(node, taken)
      values[node.name] = Array.isArray(value) ? value : [value]
    }
    const { of } = graph.outputs[0]
    return Uint8Array.from(values[of.node][of.output], (value) =>
      Math.round(255 * Math.min(1, Math.max(0, value)))
    )
  }
}
`
