/** Points as a model leaves them: ten groups that overlap. */
export interface Cloud {
  first: Float32Array
  second: Float32Array
  /** 0…9 */
  groups: Uint8Array
  count: number
}

/** The same points for the same count, by mulberry32 and the Box–Muller transform. */
export function cloudOf(count: number): Cloud {
  let state = 7
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const first = new Float32Array(count)
  const second = new Float32Array(count)
  const groups = new Uint8Array(count)
  for (let i = 0; i < count; i++) {
    const group = Math.floor(10 * uniform())
    const radius = 0.45 * Math.sqrt(-2 * Math.log(1 - uniform()))
    const angle = 2 * Math.PI * uniform()
    first[i] = 1.5 * Math.cos(group) * (1 + (group % 3) / 4) + radius * Math.cos(angle)
    second[i] = 1.5 * Math.sin(group) * (1 + (group % 3) / 4) + radius * Math.sin(angle)
    groups[i] = group
  }
  return { first, second, groups, count }
}
