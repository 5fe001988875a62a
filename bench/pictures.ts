/** Files to import: small grey drawings and large photographs, as cameras and data sets give them. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createCanvas } from '@napi-rs/canvas'
import { uniforms } from '../src/engine/random.ts'
import { generateImages } from './workloads.ts'

const labels = 10
const photoWidth = 4000
const photoHeight = 3000

async function labelFolders(folder: string): Promise<string[]> {
  const folders = Array.from({ length: labels }, (_, label) => path.join(folder, `label ${label}`))
  for (const each of folders) await mkdir(each, { recursive: true })
  return folders
}

/** `count` grey PNG of 28 × 28 pixels, no two alike, in ten folders. */
export async function writeDrawings(folder: string, count: number): Promise<void> {
  const folders = await labelFolders(folder)
  const side = 28
  const images = generateImages(count, side)
  const canvas = createCanvas(side, side)
  const context = canvas.getContext('2d')
  const picture = context.createImageData(side, side)
  for (let index = 0; index < count; index++) {
    for (let pixel = 0; pixel < side * side; pixel++)
      picture.data
        .fill(images[index * side * side + pixel], 4 * pixel, 4 * pixel + 3)
        .fill(255, 4 * pixel + 3, 4 * pixel + 4)
    context.putImageData(picture, 0, 0)
    await writeFile(path.join(folders[index % labels], `${index}.png`), canvas.toBuffer('image/png'))
  }
}

/**
 * `count` JPEG of 12 megapixels: `scenes` pictures with detail at every scale, and the noise of a sensor. A
 * picture that comes again differs in a comment, so that no two files are the same.
 */
export async function writePhotos(folder: string, count: number, scenes: number): Promise<void> {
  const folders = await labelFolders(folder)
  for (let scene = 0; scene < Math.min(scenes, count); scene++) {
    const jpeg = photograph(scene)
    for (let index = scene; index < count; index += scenes)
      await writeFile(
        path.join(folders[index % labels], `${index}.jpg`),
        withComment(jpeg, `number ${index}`)
      )
  }
}

function photograph(scene: number): Buffer {
  const canvas = createCanvas(photoWidth, photoHeight)
  const context = canvas.getContext('2d')
  const draw = uniforms(6 * 1500 + 6, scene, 'selection', 0)
  let next = 0
  const random = (): number => draw[next++]
  const tone = (alpha: number): string =>
    `hsla(${360 * random()}, ${20 + 50 * random()}%, ${15 + 70 * random()}%, ${alpha})`
  const sky = context.createLinearGradient(0, 0, 0, photoHeight)
  sky.addColorStop(0, tone(1))
  sky.addColorStop(1, tone(1))
  context.fillStyle = sky
  context.fillRect(0, 0, photoWidth, photoHeight)
  for (let shape = 0; shape < 1499; shape++) {
    const radius = 600 / (1 + shape / 8)
    context.fillStyle = tone(0.7)
    context.beginPath()
    context.arc(photoWidth * random(), photoHeight * random(), radius + 2, 0, 2 * Math.PI)
    context.fill()
  }
  const picture = context.getImageData(0, 0, photoWidth, photoHeight)
  let state = scene + 1
  for (let place = 0; place < picture.data.length; place += 4) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    const noise = (state >>> 28) - 8
    for (let channel = 0; channel < 3; channel++) picture.data[place + channel] += noise
  }
  context.putImageData(picture, 0, 0)
  return canvas.toBuffer('image/jpeg', 90)
}

/** A JPEG with a comment behind its first marker. */
export function withComment(jpeg: Uint8Array, comment: string): Buffer {
  const text = Buffer.from(comment)
  const head = Buffer.from([0xff, 0xfe, (text.length + 2) >> 8, (text.length + 2) & 255])
  return Buffer.concat([jpeg.subarray(0, 2), head, text, jpeg.subarray(2)])
}
