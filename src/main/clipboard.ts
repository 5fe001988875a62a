/** Pictures and text on the clipboard, by Electron's calls of before and after they became asynchronous. */
import * as electron from 'electron'
import { clipboard, nativeImage } from 'electron'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'

/** The synchronous calls of older Electrons; newer ones have only `read` and `write`. */
interface OldClipboard {
  writeImage(image: electron.NativeImage): void
  readImage(): electron.NativeImage
}
const old = 'writeImage' in clipboard ? (clipboard as unknown as OldClipboard) : undefined

/**
 * @param png a PNG file's bytes
 * @throws AppError 'format' when they are none
 */
export async function writeImage(png: Uint8Array): Promise<void> {
  const image = nativeImage.createFromBuffer(Buffer.from(png))
  if (image.isEmpty()) throw new AppError('format', said('no-picture'))
  if (old) return old.writeImage(image)
  const blob = new Blob([Uint8Array.from(png)], { type: 'image/png' })
  await clipboard.write([new electron.ClipboardItem({ 'image/png': blob as never })])
}

/** The clipboard's picture as a PNG file's bytes; null when there is none. */
export async function readImage(): Promise<Uint8Array | null> {
  if (old) {
    const image = old.readImage()
    return image.isEmpty() ? null : new Uint8Array(image.toPNG())
  }
  for (const item of await clipboard.read()) {
    if (!item.types.includes('image/png')) continue
    const blob = (await item.getType('image/png')) as unknown as Blob
    return new Uint8Array(await blob.arrayBuffer())
  }
  return null
}

export async function writeText(text: string): Promise<void> {
  await clipboard.writeText(text)
}
