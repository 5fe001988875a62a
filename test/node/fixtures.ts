/** Real files to import, made on the fly: images of every format, and zips, honest and hostile. */
import { createCanvas } from '@napi-rs/canvas'
import { createHash } from 'node:crypto'
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { crc32, deflateRawSync, deflateSync } from 'node:zlib'
import UTIF from 'utif2'
import { afterAll } from 'vitest'
import { AppError } from '../../src/shared/errors.ts'
import type { ErrorKind } from '../../src/shared/errors.ts'

const made: string[] = []
afterAll(() => made.forEach((path) => rmSync(path, { recursive: true, force: true })))

/** A temporary folder, gone when the tests of the file are done. */
export function temporaryFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'latentscape-test-'))
  made.push(path)
  return path
}

/** Writes files into a new temporary folder; folders on the way are made. */
export function folderOf(files: Record<string, Uint8Array | string>, root = temporaryFolder()): string {
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), bytes)
  }
  return root
}

/** Names, kinds and contents of everything below a folder. */
export function treeHash(root: string): Record<string, string> {
  const result: Record<string, string> = {}
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    const path = join(root, name)
    const status = lstatSync(path)
    result[name] = status.isSymbolicLink()
      ? `link ${readlinkSync(path)}`
      : status.isFile()
        ? `${status.mtimeMs} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`
        : 'folder'
  }
  return result
}

export type Rgba = readonly [number, number, number, number?]

type Painter = (x: number, y: number) => Rgba

/** Four quarters of different colours: no two orientations look the same. */
export const quarters =
  (width: number, height: number): Painter =>
  (x, y) =>
    y < height / 2 ? (x < width / 2 ? [255, 0, 0] : [0, 255, 0]) : x < width / 2 ? [0, 0, 255] : [255, 255, 0]

export function paint(width: number, height: number, painter: Painter = quarters(width, height)) {
  const data = new Uint8ClampedArray(width * height * 4)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [red, green, blue, alpha = 255] = painter(x, y)
      data.set([red, green, blue, alpha], (y * width + x) * 4)
    }
  return data
}

export type Format = 'png' | 'jpeg' | 'webp' | 'gif' | 'avif' | 'bmp' | 'tiff'
export const formats: Format[] = ['png', 'jpeg', 'webp', 'gif', 'avif', 'bmp', 'tiff']

function bmp(data: Uint8ClampedArray, width: number, height: number): Buffer {
  const row = Math.ceil((width * 3) / 4) * 4
  const file = Buffer.alloc(54 + row * height)
  file.write('BM')
  file.writeUInt32LE(file.length, 2)
  file.writeUInt32LE(54, 10)
  file.writeUInt32LE(40, 14)
  file.writeInt32LE(width, 18)
  file.writeInt32LE(height, 22)
  file.writeUInt16LE(1, 26)
  file.writeUInt16LE(24, 28)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let channel = 0; channel < 3; channel++)
        file[54 + (height - 1 - y) * row + x * 3 + 2 - channel] = data[(y * width + x) * 4 + channel]
  return file
}

/** An image file. */
export async function imageFile(
  format: Format,
  width: number,
  height: number,
  painter?: Painter
): Promise<Buffer> {
  const data = paint(width, height, painter)
  if (format === 'bmp') return bmp(data, width, height)
  if (format === 'tiff') return Buffer.from(UTIF.encodeImage(new Uint8Array(data.buffer), width, height))
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  const image = context.createImageData(width, height)
  image.data.set(data)
  context.putImageData(image, 0, 0)
  if (format === 'jpeg') return canvas.encode('jpeg', 100)
  if (format === 'avif') return canvas.encode('avif', { quality: 100 })
  if (format === 'gif') return canvas.encode('gif')
  return format === 'png' ? canvas.encode('png') : canvas.encode('webp')
}

/** A small grey PNG whose content hangs on a number. */
export function numbered(number: number, side = 16): Promise<Buffer> {
  return imageFile('png', side, side, (x, y) => {
    const value = (x * 7 + y * 13 + number * 31 + ((number >> (x % 8)) & 1) * 97) % 256
    return [value, value, value]
  })
}

/** PNGs of numbers as files 0.png, 1.png, … */
export async function numberedFiles(count: number, folder = ''): Promise<Record<string, Buffer>> {
  const files: Record<string, Buffer> = {}
  for (let number = 0; number < count; number++) files[`${folder}${number}.png`] = await numbered(number)
  return files
}

function pngChunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

/** A PNG from its raw parts: for bit depths and colour types that no canvas writes. */
export function rawPng(
  width: number,
  height: number,
  bits: number,
  colourType: number,
  rows: Uint8Array[],
  chunks: Record<string, Uint8Array> = {}
): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = bits
  header[9] = colourType
  const lines = Buffer.concat(rows.flatMap((row) => [Buffer.from([0]), row]))
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    ...Object.entries(chunks).map(([type, data]) => pngChunk(type, data)),
    pngChunk('IDAT', deflateSync(lines)),
    pngChunk('IEND', new Uint8Array(0))
  ])
}

/** A JPEG with an EXIF orientation put in. */
export function withOrientation(jpeg: Buffer, orientation: number): Buffer {
  const tiff = Buffer.alloc(26)
  tiff.write('MM\0*', 0, 'latin1')
  tiff.writeUInt32BE(8, 4)
  tiff.writeUInt16BE(1, 8)
  tiff.writeUInt16BE(0x0112, 10)
  tiff.writeUInt16BE(3, 12)
  tiff.writeUInt32BE(1, 14)
  tiff.writeUInt16BE(orientation, 18)
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff])
  const marker = Buffer.from([0xff, 0xe1, 0, 0])
  marker.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([jpeg.subarray(0, 2), marker, body, jpeg.subarray(2)])
}

export interface ZipPart {
  name: string
  bytes: Uint8Array
  /** Unix mode with the file type, as 0o120777 for a symbolic link. */
  mode?: number
  flags?: number
  /** What the headers claim instead of the real size. */
  claimed?: number
}

const packedBefore = new WeakMap<Uint8Array, { packed: Buffer; check: number }>()

/** Packs bytes, once where the same array comes many times. */
function pack(bytes: Uint8Array) {
  const known = packedBefore.get(bytes)
  if (known) return known
  const result = { packed: deflateRawSync(bytes), check: crc32(bytes) }
  packedBefore.set(bytes, result)
  return result
}

/** A zip, with whatever it is told to lie about. */
export function zipOf(parts: ZipPart[]): Buffer {
  const local: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const { name, bytes, mode = 0o100644, flags = 0x800, claimed = bytes.length } of parts) {
    const path = Buffer.from(name)
    const { packed, check } = pack(bytes)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(flags, 2)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(check, 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(claimed, 18)
    common.writeUInt16LE(path.length, 22)
    const header = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, path, packed])
    const entry = Buffer.alloc(18)
    entry.writeUInt32LE(mode * 0x10000, 8)
    entry.writeUInt32LE(offset, 12)
    const made = Buffer.from([20, 3])
    central.push(
      Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), made, common, entry.subarray(2, 16), path])
    )
    local.push(header)
    offset += header.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...local, directory, end])
}

/** The error that a promise ends with, checked to be one for people and of this kind. */
export async function failure(promise: Promise<unknown>, kind: ErrorKind): Promise<AppError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason
  )
  if (!(error instanceof AppError)) throw error ?? new Error('It did not fail.')
  if (error.kind !== kind) throw new Error(`Expected ${kind}, got ${error.kind}: ${error.message}`)
  return error
}
