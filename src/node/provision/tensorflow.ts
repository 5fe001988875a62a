/** Brings native TensorFlow onto this machine: what is there already, the Python wheel, the package's download. */
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { AppError, toEnvelope } from '../../shared/errors.ts'
import { findInstallation, tensorflowFolder, type Installation } from './installation.ts'
import { withLock } from './lock.ts'
import { installOfficial } from './official.ts'
import { hasNvidiaDriver, MissingTool } from './tools.ts'
import { wheelSets } from './wheels.ts'
import { installWheels, type ProvisionOptions } from './wheelinstall.ts'
import { inWords } from '../../shared/problems.ts'

const require = createRequire(import.meta.url)

/** Rises when the recipe changes, so that an older installation is not taken for a current one. */
const recipe = 2

export interface Way {
  /** The installation's name in the cache; holds everything that decides what it is. */
  name: string
  install(options: ProvisionOptions): Promise<Installation>
}

/** The ways to native TensorFlow on this machine, the best first. */
export async function ways(): Promise<Way[]> {
  const { platform, arch } = process
  const { version: package_ } = require('@tensorflow/tfjs-node-gpu/package.json') as { version: string }
  const suffix = `${platform}-${arch}-binding-${package_}-${recipe}`
  const nvidia = process.env.LATENTSCAPE_TENSORFLOW !== 'cpu' && (await hasNvidiaDriver())
  const official = nvidia ? 'gpu' : 'cpu'
  return [
    ...wheelSets(platform, arch, nvidia).map((set) => {
      const name = `${set.wheels[0].version}-${set.kind}-${suffix}`
      return { name, install: (options: ProvisionOptions) => installWheels(name, set, options) }
    }),
    {
      name: `official-${official}-${suffix}`,
      install: (options) => installOfficial(`official-${official}-${suffix}`, official, options)
    }
  ]
}

export interface ProvisionTensorflowOptions extends ProvisionOptions {
  /** Tells in one line why an installation does not load here, or undefined when it does. */
  check?(installation: Installation): Promise<string | undefined>
  /** Try again even if the last try, less than ten minutes ago, failed. */
  retry?: boolean
}

/**
 * @returns an installation that loads
 * @throws AppError 'engine' in one line saying what is missing and how to get it, or 'cancelled'
 */
export async function provisionTensorflow(
  options: ProvisionTensorflowOptions = {},
  candidates?: Way[]
): Promise<Installation> {
  const { line, signal, check } = options
  const list = candidates ?? (await ways())
  for (const way of list) {
    const found = await findInstallation(way.name)
    if (found && !(await check?.(found))) return found
  }
  return await withLock(
    join(tensorflowFolder(), 'lock'),
    async () => {
      const reasons: string[] = []
      for (const way of list) {
        try {
          const installation = await tryWay(way, options)
          const reason = await check?.(installation)
          if (!reason) return installation
          reasons.push(reason)
        } catch (error) {
          const { kind, message } = toEnvelope(error)
          if (kind === 'cancelled') throw error
          reasons.push(message)
        }
      }
      throw new AppError('engine', reasons[0])
    },
    { signal, onWait: (pid) => line?.(`Waiting for process ${pid}, which is installing native TensorFlow`) }
  )
}

async function tryWay(way: Way, options: ProvisionTensorflowOptions): Promise<Installation> {
  // Another process may have installed it while this one waited for the lock.
  const found = await findInstallation(way.name)
  if (found) return found
  const before = options.retry ? undefined : await recentFailure(way)
  if (before) throw new AppError('engine', before)
  try {
    return await way.install(options)
  } catch (error) {
    const { kind, message } = toEnvelope(error)
    // What is found out at once need not be remembered: a person may mend it and try again.
    if (!(error instanceof MissingTool) && !['cancelled', 'disk'].includes(kind))
      await writeFile(failureFile(way), JSON.stringify({ time: Date.now(), reason: message }))
    throw error
  }
}

function failureFile(way: Way): string {
  return join(tensorflowFolder(), `failed-${way.name}.json`)
}

/** Without it every command on a machine without a network would wait for pip to give up. */
async function recentFailure(way: Way): Promise<string | undefined> {
  try {
    const text = await readFile(failureFile(way), 'utf8')
    const { time, reason } = JSON.parse(text) as { time: number; reason: string }
    return Date.now() - time < 10 * 60_000 ? inWords('tensorflow-again', { reason }) : undefined
  } catch {
    return undefined
  }
}

/** The installation that is there already; nothing is fetched or tried. */
export async function findTensorflow(): Promise<Installation | undefined> {
  for (const { name } of await ways()) {
    const found = await findInstallation(name)
    if (found) return found
  }
  return undefined
}
