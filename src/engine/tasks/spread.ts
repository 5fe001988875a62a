/** How much images of the same label differ from each other. */

/**
 * The variance of each pixel over the images of one label, averaged over the pixels and then over the labels that have
 * two images or more. A model that draws the same image whenever it is asked for a label has 0.
 * @param pixels bytes, [count, item]
 * @param labels of each image, −1 for none
 * @param item bytes of one image
 * @returns in units of 0…1 squared; NaN where no label has two images
 */
export function withinLabelVariance(pixels: Uint8Array, labels: ArrayLike<number>, item: number): number {
  const groups = new Map<number, number[]>()
  for (let image = 0; image < labels.length; image++)
    if (labels[image] >= 0) {
      const group = groups.get(labels[image]) ?? []
      group.push(image)
      groups.set(labels[image], group)
    }
  const variances = [...groups.values()]
    .filter((images) => images.length > 1)
    .map((images) => meanVariance(pixels, images, item))
  return variances.reduce((sum, value) => sum + value, 0) / variances.length
}

function meanVariance(pixels: Uint8Array, images: number[], item: number): number {
  let total = 0
  for (let pixel = 0; pixel < item; pixel++) {
    let [sum, squares] = [0, 0]
    for (const image of images) {
      const value = pixels[image * item + pixel] / 255
      sum += value
      squares += value * value
    }
    total += (squares - (sum * sum) / images.length) / (images.length - 1)
  }
  return total / item
}
