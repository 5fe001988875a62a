/** Takes out of wheels only what the binding needs: the libraries, the headers of TensorFlow's C API, licences. */
import { createWriteStream } from 'node:fs'
import { chmod, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import yauzl from 'yauzl'
import { AppError } from '../../shared/errors.ts'
import { said } from '../../shared/problems.ts'
import { cancelled } from './command.ts'

const wanted = [
  /^tensorflow\/libtensorflow_(cc|framework)\.(so\.2|2\.dylib)$/,
  /^tensorflow\/THIRD_PARTY_NOTICES\.txt$/,
  /^tensorflow\/include\/(tensorflow\/c|tensorflow\/core\/platform|tsl|xla\/tsl)\/.*\.h$/,
  /^nvidia\/.*\.so(\.\d+)*$/,
  // XLA's compiler for the GPU runs these.
  /^nvidia\/cuda_nvcc\/(bin|nvvm)\//,
  /^nvidia\/.*licen[cs]e[^/]*$/i
]

/** Whether a wheel's entry is one the binding needs. */
export function isNeeded(name: string): boolean {
  return wanted.some((pattern) => pattern.test(name)) && !name.endsWith('/')
}

/**
 * @param onBytes called with the bytes written so far
 * @returns the names written, relative to `folder`
 * @throws AppError 'format' when the file is not a whole zip, 'cancelled' when aborted; disk errors as they are
 */
export async function unpackWheel(
  path: string,
  folder: string,
  { signal, onBytes }: { signal?: AbortSignal; onBytes?(bytes: number): void } = {}
): Promise<string[]> {
  const zip = await yauzl.openPromise(path).catch((error: Error) => {
    throw new AppError('format', said('wheel-damaged', { path, reason: error.message }))
  })
  const written: string[] = []
  let bytes = 0
  try {
    for await (const entry of zip.eachEntry()) {
      if (!isNeeded(entry.fileName)) continue
      const target = join(folder, entry.fileName)
      await mkdir(dirname(target), { recursive: true })
      const source = await zip.openReadStreamPromise(entry)
      source.on('data', (chunk: Buffer) => onBytes?.((bytes += chunk.length)))
      await pipeline(source, createWriteStream(target), { signal })
      // The zip keeps Unix modes in the upper half of the attributes.
      if ((entry.externalFileAttributes >>> 16) & 0o111) await chmod(target, 0o755)
      written.push(entry.fileName)
    }
  } catch (error) {
    if (signal?.aborted) throw cancelled()
    throw error
  } finally {
    zip.close()
  }
  return written
}
