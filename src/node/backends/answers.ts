/** What was found out about engines on this machine, remembered in the cache by machine and versions. */
import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { cpus, release } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import type { EngineName } from '../../shared/schemas.ts'
import { ProbeAnswer, type Work } from '../../shared/trials.ts'
import { cacheFolder } from '../cache.ts'

const require = createRequire(import.meta.url)

const Remembered = v.object({ ...ProbeAnswer.entries, time: v.number() })

/** What is missing can be installed any day; what crashes, or loads, does so until a version changes. */
const failureLasts = 24 * 3600_000

/** What of a training its speed depends on. */
export function factsOf({ config, image }: Work): unknown[] {
  const { model, network, latent, likelihood, estimator, samples, batch, optimizer } = config
  const { objective, freeBits, clip, mapVariance } = config
  const { height, width, channels } = image
  const marks = { objective, freeBits: freeBits && 1, clip: clip && 1, mapVariance: mapVariance && 1 }
  return [
    [model, network, latent, likelihood, estimator, samples, batch, optimizer.kind],
    [height, width, channels],
    // Named only where they are set, so that what is remembered of plain runs stays known.
    ...Object.entries(marks).filter(([, value]) => value !== undefined)
  ]
}

/** The path of a file about an engine, named by everything an answer holds for. */
export function answerFile(
  name: EngineName,
  binding: string | undefined,
  extension: string,
  work?: Work
): string {
  const versions = ['@tensorflow/tfjs-core', 'webgpu'].map(
    (package_) => (require(`${package_}/package.json`) as { version: string }).version
  )
  const { env, platform, arch } = process
  const facts = [
    binding,
    versions,
    process.versions.node,
    process.versions.electron,
    platform,
    arch,
    release(),
    cpus()[0]?.model,
    cpus().length,
    env.VK_DRIVER_FILES,
    env.VK_ICD_FILENAMES,
    env.LATENTSCAPE_ALLOW_SOFTWARE_GPU,
    env.CUDA_VISIBLE_DEVICES,
    ...(work ? [factsOf(work)] : [])
  ]
  const key = createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16)
  return join(cacheFolder(), 'probes', `${name}-${key}.${extension}`)
}

/** The answer that still holds, if there is one. */
export async function readAnswer(
  name: EngineName,
  binding?: string,
  work?: Work
): Promise<ProbeAnswer | undefined> {
  try {
    const text = await readFile(answerFile(name, binding, 'json', work), 'utf8')
    const { time, ...answer } = v.parse(Remembered, JSON.parse(text))
    const holds = answer.loaded || answer.crashed || Date.now() - time < failureLasts
    return holds ? answer : undefined
  } catch {
    return undefined
  }
}

/** Remembers an answer; a cache that cannot be written only means that it is found out again. */
export async function writeAnswer(answer: ProbeAnswer, binding?: string, work?: Work): Promise<void> {
  const file = answerFile(answer.name, binding, 'json', work)
  const partial = `${file}.${process.pid}`
  try {
    await mkdir(join(cacheFolder(), 'probes'), { recursive: true })
    await writeFile(partial, JSON.stringify({ ...answer, time: Date.now() }))
    await rename(partial, file)
  } catch {
    await rm(partial, { force: true }).catch(() => {})
  }
}
