/** One image as numbers in 0…1, [height, width, channels], on the host: what is measured and compared outside a model. */
export interface Image {
  values: Float32Array
  height: number
  width: number
  channels: number
}

/** Bytes as numbers in 0…1. */
export function fromBytes(bytes: Uint8Array, shape: Omit<Image, 'values'>): Image {
  const { height, width, channels } = shape
  return { values: Float32Array.from(bytes, (value) => value / 255), height, width, channels }
}

/** The nearest bytes, what is outside 0…1 cut off. */
export function toBytes({ values }: Pick<Image, 'values'>): Uint8Array {
  return Uint8Array.from(values, (value) => Math.round(Math.min(1, Math.max(0, value)) * 255))
}

/** Another image of the same shape. */
export const withValues = (image: Image, values: Float32Array): Image => ({ ...image, values })

/** A value for each entry. */
export function mapped(image: Image, value: (old: number, at: number) => number): Image {
  return withValues(image, Float32Array.from(image.values, value))
}
