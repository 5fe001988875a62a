/** The shapes of images, for whoever has to say that two differ. */
import type { ImageShape } from '../engine/networks/parameters.ts'
import { inWords } from '../shared/problems.ts'

export const sameShape = (one: ImageShape, other: ImageShape): boolean =>
  one.height === other.height && one.width === other.width && one.channels === other.channels

const colours = ({ channels }: ImageShape) => inWords(channels === 1 ? 'grey' : 'colour')

/** Both shapes as the values of a sentence. */
export const shapeValues = (image: ImageShape, own: ImageShape) => ({
  width: image.width,
  height: image.height,
  colours: colours(image),
  ownWidth: own.width,
  ownHeight: own.height,
  ownColours: colours(own)
})
