/**
 * Makes `resources/samples/fashion-mnist.zip`: 5,000 images of Fashion-MNIST in ten label folders.
 *
 *     node --import tsx scripts/samples/fashion-mnist.ts [FOLDER]
 *
 * FOLDER holds the four idx files; without it Debian's package `dataset-fashion-mnist` is downloaded with apt
 * and unpacked into a temporary folder. The choice is seeded and the times are fixed, so the zip is the same
 * every time.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, createWriteStream, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { gunzipSync } from 'node:zlib'
import yazl from 'yazl'
import { grayPng } from './png.ts'

const labels = [
  'T-shirt',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot'
]
const perLabel = 500
const side = 28
const seed = 2017
const target = join(import.meta.dirname, '../../resources/samples')
const packageName = 'dataset-fashion-mnist'

/** Downloads and unpacks the Debian package, without installing it. */
function unpackPackage(folder: string) {
  execFileSync('apt-get', ['download', packageName], { cwd: folder, stdio: 'inherit' })
  const file = readdirSync(folder).find((name) => name.endsWith('.deb'))
  if (!file) throw new Error(`apt-get left no ${packageName} package in ${folder}.`)
  execFileSync('dpkg-deb', ['-x', file, '.'], { cwd: folder })
}

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
  const pixels = gunzipSync(readFileSync(join(folder, 'train-images-idx3-ubyte.gz'))).subarray(16)
  const classes = gunzipSync(readFileSync(join(folder, 'train-labels-idx1-ubyte.gz'))).subarray(8)
  const random = randomNumbers(seed)
  const zip = new yazl.ZipFile()
  const size = side * side
  for (const [label, name] of labels.entries()) {
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
  await writeZip(given ?? join(temporary!, 'usr/share/datasets/fashion-mnist'))
} finally {
  if (temporary) rmSync(temporary, { recursive: true })
}
