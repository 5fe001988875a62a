/** The whole Fashion-MNIST as a project: 50,000 images to train on, 10,000 for validation, 10,000 for the test. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fetchCollection, labelNames, readIdx, side } from '../../scripts/samples/collection.ts'
import { cacheFolder } from '../../src/node/cache.ts'
import { PixelWriter, writeProject, type ImageRow } from '../../src/node/staging.ts'
import type { Split } from '../../src/shared/schemas.ts'

/** Of the 60,000 the first so many are trained on; the rest is the validation's. */
const training = 50_000

/** Of a project that is made once and never changed. */
export const dataVersion = 1

/** What the bench keeps, so that runs go on where they were. */
export const qualityFolder = (): string => join(cacheFolder(), 'bench-quality')

/**
 * The project, made where it is not there yet.
 * @returns its folder
 */
export async function qualityProject(line: (text: string) => void): Promise<string> {
  const folder = qualityFolder()
  const project = join(folder, 'fashion-mnist.latent')
  if (existsSync(join(project, 'project.json'))) return project
  await mkdir(folder, { recursive: true })
  line('Fetching Fashion-MNIST')
  const idx = fetchCollection(join(folder, 'package'))
  line('Making the project')
  const temporary = `${project}.${process.pid}.tmp`
  const writer = await PixelWriter.open(temporary)
  const rows: ImageRow[] = []
  for (const part of ['train', 't10k'] as const) {
    const { pixels, labels } = readIdx(idx, part)
    for (const [place, label] of labels.entries()) {
      const image = pixels.subarray(place * side * side, (place + 1) * side * side)
      await writer.add(image)
      const split: Split = part === 't10k' ? 'test' : place < training ? 'train' : 'validation'
      const path = `${split}/${labelNames[label]}/${String(place).padStart(5, '0')}`
      const hash = createHash('sha256').update(image).digest('hex')
      const entry = { source: 0, file: path, path, label: labelNames[label], split }
      rows.push({ entry, hash, width: side, height: side, bytes: image.length })
    }
  }
  await writer.close()
  const settings = { size: side, channels: 'gray', fit: 'crop', background: '#ffffff' } as const
  const about = {
    format: 1 as const,
    name: 'Fashion-MNIST',
    created: new Date().toISOString(),
    dataVersion: 1
  }
  await writeProject(temporary, { ...about, settings, sources: [idx] }, rows, [])
  await rm(project, { recursive: true, force: true })
  await rename(temporary, project)
  return project
}
