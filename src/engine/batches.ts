/** Where training images come from, told without files. */

export interface Batch {
  /** [count, height, width, channels] bytes. */
  pixels: Uint8Array
  count: number
  /** Each image's label, for labelled images. */
  labels?: Int16Array
}

export interface Images {
  readonly count: number
  /** The label of each place, −1 for none; absent where labels do not matter. */
  readonly labels?: ArrayLike<number>
  /** The images at these places, in this order. */
  read(places: ArrayLike<number>): Promise<Uint8Array>
}

/**
 * The images in this order, in batches; the last one may be smaller. Each batch is read while the one before it
 * is worked on, so that the step does not wait for the disk.
 * @param from index of the first batch wanted
 */
export async function* inBatches(
  images: Images,
  order: Uint32Array,
  size: number,
  from = 0
): AsyncGenerator<Batch> {
  const batches = Math.ceil(order.length / size)
  const read = (index: number) => images.read(order.subarray(index * size, (index + 1) * size))
  let next = from < batches ? read(from) : undefined
  for (let index = from; index < batches; index++) {
    const pixels = await next!
    next = index + 1 < batches ? read(index + 1) : undefined
    // A failure while the consumer is busy belongs to the next turn, not to the process.
    next?.catch(() => {})
    const places = order.subarray(index * size, (index + 1) * size)
    const labels = images.labels && Int16Array.from(places, (place) => images.labels![place])
    yield { pixels, count: places.length, labels }
  }
}
