/** Fashion-MNIST as Debian's package `dataset-fashion-mnist` carries it: 60,000 images and 10,000 more. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

export const packageName = 'dataset-fashion-mnist'

/** The names of the labels, by their number in the collection. */
export const labelNames = [
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

/** Pixels a side. */
export const side = 28

/** Downloads and unpacks the Debian package into a folder, without installing it. */
export function unpackPackage(folder: string): void {
  execFileSync('apt-get', ['download', packageName], { cwd: folder, stdio: ['ignore', 2, 2] })
  const file = readdirSync(folder).find((name) => name.endsWith('.deb'))
  if (!file) throw new Error(`apt-get left no ${packageName} package in ${folder}.`)
  execFileSync('dpkg-deb', ['-x', file, '.'], { cwd: folder })
}

/** Where an unpacked package has the four idx files. */
export const idxFolder = (folder: string): string => join(folder, 'usr/share/datasets/fashion-mnist')

/** The idx files below `folder`, fetched where they are not there yet. @returns the folder that holds them */
export function fetchCollection(folder: string): string {
  if (existsSync(folder)) return idxFolder(folder)
  const temporary = `${folder}.${process.pid}.tmp`
  mkdirSync(temporary, { recursive: true })
  try {
    unpackPackage(temporary)
    renameSync(temporary, folder)
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
  return idxFolder(folder)
}

/** @returns pixels uint8, [count, 28, 28], and each image's label */
export function readIdx(folder: string, part: 'train' | 't10k'): { pixels: Uint8Array; labels: Uint8Array } {
  const read = (name: string, header: number): Uint8Array =>
    gunzipSync(readFileSync(join(folder, `${part}-${name}-ubyte.gz`))).subarray(header)
  return { pixels: read('images-idx3', 16), labels: read('labels-idx1', 8) }
}
