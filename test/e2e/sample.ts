/** The bundled sample as a folder, as a person has it. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import yauzl from 'yauzl'

export const sampleZip = fileURLToPath(new URL('../../resources/samples/fashion-mnist.zip', import.meta.url))

/**
 * Unpacks the sample's label folders into `folder`.
 * @param each how many images of each label, all of them when left out
 */
export async function unpackSample(folder: string, each = Infinity): Promise<void> {
  const zip = await yauzl.openPromise(sampleZip, { lazyEntries: true })
  const counts = new Map<string, number>()
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue
    const label = path.dirname(entry.fileName)
    const count = (counts.get(label) ?? 0) + 1
    counts.set(label, count)
    if (count > each) continue
    const stream = await zip.openReadStreamPromise(entry)
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(chunk as Buffer)
    const file = path.join(folder, entry.fileName)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, Buffer.concat(chunks))
  }
}
