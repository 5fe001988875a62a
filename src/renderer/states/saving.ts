/** Pictures that leave the window: saved where a person chooses, or put on the clipboard. */
import type { FileFilter } from '../../shared/bridge.ts'
import type { Pixels } from '../../shared/contract.ts'
import { app, explorer } from '../connection.ts'
import { fileName } from '../formats.ts'
import { imageData } from '../pixels.ts'
import { t } from '../words/words.svelte.ts'
import { attempt } from './actions.ts'
import { project } from './project.svelte.ts'
import { toasts } from './toasts.svelte.ts'

/** Kinds of still pictures; the file's ending decides. */
export const pictureFilters: FileFilter[] = [
  { name: 'PNG', extensions: ['png'] },
  { name: 'WebP', extensions: ['webp'] }
]

/** "Fashion study map.png": what an export of the open project is called. */
export const exportName = (what: string, extension: string) =>
  `${project.summary?.name ?? t('name')} ${what}.${extension}`

/** Small images are saved larger, so that they can be looked at; nearest-neighbour, nothing is invented. */
export function fittingScale({ count, width }: Pixels): number {
  return count === 1 ? Math.min(8, Math.max(1, Math.round(512 / width))) : width < 64 ? 4 : 1
}

/**
 * Saves pixels as a picture where a person chooses: one image, a strip, or a grid.
 * @param settings what they were made with; kept inside the file
 */
export async function savePixels(
  pixels: Pixels,
  name: string,
  columns: number,
  settings: Record<string, string | number> = {}
): Promise<void> {
  await attempt(async () => {
    const path = await app.call('dialog.save', { name, filters: pictureFilters })
    if (!path) return
    const options = { columns, scale: fittingScale(pixels), settings }
    saved((await explorer.call('export.pixels', path, pixels, options)).path)
  })
}

/** Says where a file is now, and leads there. */
export function saved(path: string): void {
  toasts.show(t('export.saved', { name: fileName(path) }), 'good', {
    label: t('export.reveal'),
    run: () => void app.call('shell.reveal', path)
  })
}

/** A canvas as a picture file's bytes, without loss. */
export async function pictureBytes(
  canvas: HTMLCanvasElement,
  format: 'png' | 'webp' = 'png'
): Promise<Uint8Array> {
  return new Uint8Array(await (await blobOf(canvas, format)).arrayBuffer())
}

async function blobOf(canvas: HTMLCanvasElement, format: 'png' | 'webp'): Promise<Blob> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, `image/${format}`, 1))
  if (!blob) throw new Error(t('export.failed'))
  return blob
}

function enlarged(canvas: HTMLCanvasElement, scale: number): HTMLCanvasElement {
  const large = document.createElement('canvas')
  large.width = canvas.width * scale
  large.height = canvas.height * scale
  const context = large.getContext('2d')!
  context.imageSmoothingEnabled = false
  context.drawImage(canvas, 0, 0, large.width, large.height)
  return large
}

/** Images side by side as a PNG file's bytes, each image pixel `scale` × `scale` picture pixels. */
export async function pngOf(pixels: Pixels, columns = pixels.count, scale = 1): Promise<Uint8Array> {
  const canvas = document.createElement('canvas')
  canvas.width = columns * pixels.width
  canvas.height = Math.ceil(pixels.count / columns) * pixels.height
  const context = canvas.getContext('2d')!
  for (let index = 0; index < pixels.count; index++)
    context.putImageData(
      imageData(pixels, index),
      (index % columns) * pixels.width,
      Math.floor(index / columns) * pixels.height
    )
  return pictureBytes(scale === 1 ? canvas : enlarged(canvas, scale))
}

/** Puts images side by side on the clipboard. */
export async function copyPixels(pixels: Pixels, columns = pixels.count): Promise<void> {
  await attempt(async () => {
    await app.call('clipboard.writeImage', await pngOf(pixels, columns))
    toasts.show(t('decoded.copied'))
  })
}

/** A picture dragged out of the window lands as a PNG where it is dropped. */
export function dragOut(event: DragEvent, pixels: Pixels | undefined, what: string): void {
  if (!pixels) return
  event.preventDefault()
  const scale = fittingScale(pixels)
  const name = exportName(what, 'png')
  void attempt(async () => app.call('drag.picture', await pngOf(pixels, pixels.count, scale), name))
}
