/** What arguments may look like: the pieces of every area's schemas. */
import * as v from 'valibot'

export type Arguments<F> = F extends (...args: infer A) => unknown ? A : never
export type Schemas<R> = {
  [Name in keyof R]: v.GenericSchema<unknown, Arguments<R[Name]>>
}

export const text = v.pipe(v.string(), v.maxLength(10_000))
export const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200))
export const path = v.pipe(v.string(), v.minLength(1), v.maxLength(4096))
export const paths = v.pipe(v.array(path), v.maxLength(100_000))
export const natural = v.pipe(v.number(), v.integer(), v.minValue(0))
export const between = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most))
export const finite = v.pipe(v.number(), v.finite())
export const bytes = v.pipe(
  v.instance(Uint8Array),
  v.check((value) => value.byteLength <= 512 * 1024 * 1024, 'more than 512 MB')
)
export const latents = v.pipe(
  v.instance(Float32Array),
  v.minLength(1),
  v.maxLength(4_000_000),
  v.check((value) => value.every(Number.isFinite), 'not a number in it')
)
/** Image ids. */
export const ids = v.pipe(
  v.instance(Int32Array),
  v.maxLength(10_000_000),
  v.check((value) => value.every((id) => id >= 0), 'an id below 0')
)
export const pixels = v.pipe(
  v.object({
    data: v.instance(Uint8Array),
    count: between(1, 100_000),
    height: between(1, 32_768),
    width: between(1, 32_768),
    channels: v.picklist([1, 3])
  }),
  v.check(
    ({ data, count, height, width, channels }) => data.length === count * height * width * channels,
    'the pixels do not fill their shape'
  )
)
