/** The bundled sample as a folder, as a person has it. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import yauzl from 'yauzl'

export const sampleZip = fileURLToPath(new URL('../../resources/samples/fashion-mnist.zip', import.meta.url))

/** Unpacks the sample's label folders into `folder`. */
export async function unpackSample(folder: string): Promise<void> {
  const zip = await yauzl.openPromise(sampleZip, { lazyEntries: true })
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue
    const stream = await zip.openReadStreamPromise(entry)
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(chunk as Buffer)
    const file = path.join(folder, entry.fileName)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, Buffer.concat(chunks))
  }
}
