/** Images as bytes: uint8, [count, height, width, channels] in one array. */
export interface Pixels {
  data: Uint8Array
  count: number
  height: number
  width: number
  /** 1 grey, 3 red green blue. */
  channels: 1 | 3
}
