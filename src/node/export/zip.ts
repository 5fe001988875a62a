/** Zips of a few files held in memory. */
import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'

/** Every file has this time, so that equal contents give equal zips. */
const mtime = new Date(1980, 0, 1)

/** @param files contents by their path in the zip */
export async function zipOf(files: Record<string, Uint8Array>): Promise<Uint8Array> {
  const zip = new ZipFile()
  for (const [path, bytes] of Object.entries(files))
    zip.addBuffer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), path, { mtime })
  zip.end()
  return buffer(zip.outputStream)
}
