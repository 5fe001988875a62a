/** Files for restoring: images at the size a run wants, and masks that mark what is missing. */
import type { RestoreImage } from '../shared/contract.ts'
import { AppError } from '../shared/errors.ts'
import type { ImageSettings } from '../shared/schemas.ts'
import { decode, isGray } from './images.ts'
import { said } from '../shared/problems.ts'
import { channelCount, toSquare } from './square.ts'

/**
 * An image file as a run takes it, or as what is left of such an image where it was made `factor` times smaller; with
 * what it was before, where that had to be changed.
 * @throws AppError 'format' when it cannot be decoded
 */
export async function readRestoreImage(
  bytes: Uint8Array,
  settings: ImageSettings,
  factor = 1
): Promise<RestoreImage> {
  const size = Math.max(1, Math.round(settings.size / factor))
  const image = await decode(bytes, size)
  const channels = channelCount(settings)
  const data = toSquare(image, { ...settings, size })
  const [width, height] = [image.sourceWidth, image.sourceHeight]
  const own = isGray(image) ? 1 : 3
  const fits = width === size && height === size && own <= channels
  return {
    pixels: { data, count: 1, height: size, width: size, channels },
    ...(!fits && { was: { width, height, channels: own } })
  }
}

/**
 * What a mask marks: 1 where it is lighter than grey, the pixels that are missing.
 * @param source the image's own size; a mask is of that size, or of the size the run wants
 * @throws AppError 'input' for any other size, 'format' when it cannot be decoded
 */
export async function readMask(
  bytes: Uint8Array,
  settings: ImageSettings,
  source: { width: number; height: number }
): Promise<Uint8Array> {
  const mask = await decode(bytes)
  const [width, height] = [mask.sourceWidth, mask.sourceHeight]
  const { size } = settings
  const fits = (width === size && height === size) || (width === source.width && height === source.height)
  if (!fits) {
    const own = { width, height, ownWidth: source.width, ownHeight: source.height }
    const alike = source.width === size && source.height === size
    throw new AppError('input', alike ? said('mask-size', own) : said('mask-sizes', { ...own, size }))
  }
  const grey = toSquare(mask, { ...settings, channels: 'gray', background: '#000000' })
  return grey.map((value) => Number(value > 127))
}

/** The run's size and channels with the project's way of cropping. */
export function settingsFor(
  settings: ImageSettings,
  image: { height: number; channels: number }
): ImageSettings {
  return { ...settings, size: image.height, channels: image.channels === 1 ? 'gray' : 'rgb' }
}
