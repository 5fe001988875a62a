/** The types of float that files of weights are kept in, read as float32. */

/** By the names that safetensors gives them: bytes of one number. */
export const floatBytes = { F32: 4, F16: 2, BF16: 2, F64: 8 } as const

export type FloatType = keyof typeof floatBytes

export const floatTypes = Object.keys(floatBytes) as FloatType[]

export const isFloatType = (name: string): name is FloatType => Object.hasOwn(floatBytes, name)

/** What the types are called in words. */
export const floatWords: Record<FloatType, string> = {
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  F64: 'float64'
}

/** Little-endian floats of any type as float32; what of a float64 is beyond its range becomes infinite. */
export function floatsOf(bytes: Uint8Array, type: FloatType): Float32Array {
  const size = bytes.length / floatBytes[type]
  // Copied: the bytes need not begin where a float may.
  const copy = new Uint8Array(bytes).buffer
  switch (type) {
    case 'F32':
      return new Float32Array(copy)
    case 'F64':
      return Float32Array.from(new Float64Array(copy))
    case 'F16':
      return Float32Array.from(new Uint16Array(copy), halfFloat)
    case 'BF16': {
      // The upper half of a float32.
      const halves = new Uint16Array(copy)
      const wide = new Uint32Array(size)
      for (let i = 0; i < size; i++) wide[i] = halves[i] << 16
      return new Float32Array(wide.buffer)
    }
  }
}

/** A float16 from its bits: a sign, five bits of exponent, ten of fraction. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
