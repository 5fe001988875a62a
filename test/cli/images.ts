/** Small image folders for the command line's tests, drawn here. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createCanvas } from '@napi-rs/canvas'

/** A grey 16×16 PNG: a bar, upright or level, whose place and brightness vary. */
export function barImage(kind: number, index: number): Buffer {
  const canvas = createCanvas(16, 16)
  const context = canvas.getContext('2d')
  context.fillStyle = '#000000'
  context.fillRect(0, 0, 16, 16)
  const grey = 120 + ((index * 37) % 136)
  context.fillStyle = `rgb(${grey}, ${grey}, ${grey})`
  const [at, width] = [1 + (index % 11), 2 + (index % 3)]
  if (kind === 0) context.fillRect(at, 1, width, 14)
  else context.fillRect(1, at, 14, width)
  return canvas.toBuffer('image/png')
}

/** Writes `count` images for each label as subfolders of `folder`. */
export async function writeImageFolder(folder: string, labels: string[], count: number): Promise<void> {
  for (const [kind, label] of labels.entries()) {
    await mkdir(join(folder, label), { recursive: true })
    for (let index = 0; index < count; index++)
      await writeFile(join(folder, label, `image ${index} 图.png`), barImage(kind, index))
  }
}
