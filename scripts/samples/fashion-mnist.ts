/**
 * Makes `resources/samples/fashion-mnist.zip`: 5,000 images of Fashion-MNIST in ten label folders.
 *
 *     node --import tsx scripts/samples/fashion-mnist.ts [FOLDER]
 *
 * FOLDER holds the four idx files; without it Debian's package `dataset-fashion-mnist` is downloaded with apt
 * and unpacked into a temporary folder. The choice is seeded and the times are fixed, so the zip is the same
 * every time.
 */
import { copyFileSync, createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import yazl from 'yazl'
import { idxFolder, labelNames, packageName, readIdx, side, unpackPackage } from './collection.ts'
import { grayPng } from './png.ts'

const perLabel = 500
const seed = 2017
const target = join(import.meta.dirname, '../../resources/samples')

/** Mulberry32: a small seeded generator of numbers in 0…1. */
function randomNumbers(state: number) {
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** The first `perLabel` of a seeded shuffle of one label's images, in the order of the collection. */
function choose(indices: number[], random: () => number) {
  const order = [...indices]
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    ;[order[last], order[other]] = [order[other], order[last]]
  }
  return order.slice(0, perLabel).sort((a, b) => a - b)
}

async function writeZip(folder: string) {
  const { pixels, labels: classes } = readIdx(folder, 'train')
  const random = randomNumbers(seed)
  const zip = new yazl.ZipFile()
  const size = side * side
  for (const [label, name] of labelNames.entries()) {
    const indices = [...classes.keys()].filter((index) => classes[index] === label)
    for (const index of choose(indices, random)) {
      const png = grayPng(pixels.subarray(index * size, (index + 1) * size), side, side)
      const path = `${name}/${String(index).padStart(5, '0')}.png`
      zip.addBuffer(png, path, { mtime: new Date(1980, 0, 1), forceDosTimestamp: true, compress: false })
    }
  }
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(join(target, 'fashion-mnist.zip')))
}

const given = process.argv[2]
const temporary = given ? undefined : mkdtempSync(join(tmpdir(), 'latentscape-sample-'))
try {
  if (temporary) {
    unpackPackage(temporary)
    copyFileSync(
      join(temporary, 'usr/share/doc', packageName, 'copyright'),
      join(target, 'fashion-mnist.LICENSE')
    )
  }
  await writeZip(given ?? idxFolder(temporary!))
} finally {
  if (temporary) rmSync(temporary, { recursive: true })
}
