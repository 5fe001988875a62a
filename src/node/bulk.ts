/** Preparing the images of a whole collection, in order, on all cores. */
import { availableParallelism } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import type { AppError } from '../shared/errors.ts'
import { fromEnvelope, toEnvelope } from '../shared/errors.ts'
import type { ImageSettings } from '../shared/schemas.ts'
import { folderReader } from './folder.ts'
import { readHeader } from './formats.ts'
import type { Item } from './helper.ts'
import { Helper } from './helper.ts'
import { channelCount } from './square.ts'
import { concurrency, inOrder } from './order.ts'
import type { Prepared } from './prepare.ts'
import { prepare } from './prepare.ts'
import { findTensorflow } from './provision/tensorflow.ts'
import { scaleOf } from './scaled.ts'
import { prepareSmall } from './small.ts'

/** So many images, evenly spread, tell how long all will take. */
const sampleSize = 16
/**
 * About what a core needs, in milliseconds: for any image, for a million pixels, for them in a scaled JPEG, and for a
 * small PNG.
 */
const cost = { image: 0.15, million: 13, scaled: 2.5, small: 0.035 }
/** Less work than this, in milliseconds of a core, is done before helping processes would be ready, ... */
const worthHelpers = 1500
/** ... or threads. */
const worthThreads = 100
/** TensorFlow takes longer to load. */
const worthTensorflow = 3000
/** A task's length in milliseconds: long against what a message costs, short against what a person notices. */
const taskLength = 20
const maxTask = 128

/** An image by where it is: in a folder, or only to be had through `read`. */
export interface ImageSource {
  root?: string
  file: string
  read(): Promise<Uint8Array>
}

export type Result = Prepared | AppError

interface Plan {
  /** Images in one task. */
  task: number
  /** Who helps: threads where all images are small PNGs. */
  helpers?: 'processes' | 'threads'
  tensorflow: boolean
  /** Milliseconds an image takes. */
  each: number
}

/** Looks at some of the images: how long will all of them take, and how long with TensorFlow's help? */
async function plan(sources: readonly ImageSource[], settings: ImageSettings): Promise<Plan> {
  const count = Math.min(sampleSize, sources.length)
  const step = sources.length / count
  const target = new Uint8Array(settings.size ** 2 * channelCount(settings))
  let [full, scaled, small] = [0, 0, 0]
  const samples = Array.from({ length: count }, (_, index) => sources[Math.floor(index * step)].read())
  for (const sample of await Promise.allSettled(samples))
    try {
      // What cannot be read is a problem when its turn comes.
      if (sample.status === 'rejected') continue
      const header = readHeader(sample.value)
      const millions = (header.width * header.height) / 1e6
      full += cost.image + millions * cost.million
      scaled += cost.image + millions * (scaleOf(header, settings.size) ? cost.scaled : cost.million)
      if (prepareSmall(sample.value, settings, target, 0)) small++
    } catch {
      // The same.
    }
  const threads = small === count && count * cost.small * step > worthThreads
  const processes = full * step > worthHelpers
  const helpers = threads ? 'threads' : processes ? 'processes' : undefined
  const tensorflow = (full - scaled) * step > worthTensorflow
  const each = threads ? cost.small : (tensorflow ? scaled : full) / count
  return { helpers, tensorflow, each, task: helpers ? clamp(Math.round(taskLength / each), 1, maxTask) : 1 }
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value))

/** Images this quick are decoded by this process as well: it is free again before anybody notices. */
const quick = 2
/** Tasks that a helper has at once: one under way, one waiting, so that it never waits itself. */
const depth = 2
const maxHelpers = 16
/** Milliseconds after which this process looks for what else there is to do. */
const breath = 2

const failed = (error: unknown): AppError => fromEnvelope(toEnvelope(error))

/** Shares tasks between this process and its helpers. */
class Crew {
  private readonly helpers: Helper[] = []
  private readonly queue: { sources: readonly ImageSource[]; give(results: Result[]): void }[] = []
  private readonly readers = new Map<string, (file: string) => Uint8Array>()
  private busy = 0

  constructor(
    private readonly settings: ImageSettings,
    private readonly isQuick: boolean
  ) {}

  /** @param one starts a helper that says when something has changed; undefined where it cannot */
  start(one: (changed: () => void) => Helper | undefined): void {
    while (this.helpers.length < this.wanted) {
      const helper = one(() => this.share())
      if (!helper) return
      this.helpers.push(helper)
    }
  }

  private get wanted(): number {
    const cores = Math.min(maxHelpers, availableParallelism())
    return this.isQuick ? Math.max(1, cores - 1) : cores
  }

  /** How many tasks keep everyone busy, also while the results of one are waited for. */
  get capacity(): number {
    return Math.max(concurrency, (this.helpers.length + 1) * depth * 2)
  }

  run(sources: readonly ImageSource[]): Promise<Result[]> {
    return new Promise((give) => {
      this.queue.push({ sources, give })
      this.share()
    })
  }

  close(): void {
    for (const helper of this.helpers) helper.kill()
  }

  /** Tasks that this process takes upon itself at once. */
  private get ownDepth(): number {
    if (this.helpers.every(({ state }) => state === 'lost')) return concurrency
    // Large images would hold up the start of those who decode them faster.
    return this.isQuick ? 1 : 0
  }

  /** Hands out what is waiting to those that have least to do. */
  private share(): void {
    for (let room = 0; room < depth; room++)
      for (const helper of this.helpers)
        if (helper.state === 'ready' && helper.busy === room && this.queue.length > 0) {
          const { sources, give } = this.queue.shift()!
          void this.askHelper(helper, sources).then(give)
        }
    while (this.queue.length > 0 && this.busy < this.ownDepth) {
      const { sources, give } = this.queue.shift()!
      this.busy++
      void this.doHere(sources).then((results) => {
        this.busy--
        give(results)
        this.share()
      })
    }
  }

  private async doHere(sources: readonly ImageSource[]): Promise<Result[]> {
    const results: Result[] = []
    let last = performance.now()
    for (const source of sources) {
      results.push(await this.prepareHere(source))
      if (performance.now() - last < breath) continue
      await setImmediate()
      last = performance.now()
    }
    return results
  }

  private async prepareHere({ root, file, read }: ImageSource): Promise<Result> {
    try {
      const isDirect = this.isQuick && this.helpers.length > 0 && root !== undefined
      return await prepare(isDirect ? this.readerOf(root)(file) : await read(), this.settings)
    } catch (error) {
      return failed(error)
    }
  }

  private readerOf(root: string): (file: string) => Uint8Array {
    const reader = this.readers.get(root) ?? folderReader(root)
    this.readers.set(root, reader)
    return reader
  }

  private async askHelper(helper: Helper, sources: readonly ImageSource[]): Promise<Result[]> {
    const { settings } = this
    const size = settings.size ** 2 * channelCount(settings)
    const answer = await helper.run(Promise.all(sources.map(itemOf)), settings)
    this.share()
    if (!answer) return this.doHere(sources)
    const { outcomes, pixels } = answer
    return Promise.all(
      outcomes.map((outcome, index) => {
        // What failed is tried again here: only here an unreadable file is told from an empty one.
        if (outcome.kind !== 'done') return this.prepareHere(sources[index])
        const { hash, width, height, bytes } = outcome
        return { hash, width, height, bytes, pixels: pixels.subarray(index * size, (index + 1) * size) }
      })
    )
  }
}

/** A source as a helper gets it. */
async function itemOf({ root, file, read }: ImageSource): Promise<Item> {
  return root === undefined ? { bytes: await read().catch(() => new Uint8Array()) } : { root, file }
}

function* tasksOf(sources: readonly ImageSource[], size: number): Generator<readonly ImageSource[]> {
  for (let at = 0; at < sources.length; at += size) yield sources.slice(at, at + size)
}

/**
 * Prepares images, in their order, some at a time: what became of each, or why it cannot be used.
 * @throws the signal's reason as soon as it aborts
 */
export async function* prepareAll(
  sources: readonly ImageSource[],
  settings: ImageSettings,
  signal?: AbortSignal
): AsyncGenerator<Result[]> {
  const { helpers, tensorflow, task, each } = await plan(sources, settings)
  const crew = new Crew(settings, each < quick)
  if (helpers === 'threads') crew.start((changed) => Helper.startThread(changed))
  else if (helpers) {
    // TensorFlow helps only if it is on this machine already.
    const binding = tensorflow ? (await findTensorflow())?.binding : undefined
    crew.start((changed) => Helper.start(binding, changed))
  }
  try {
    yield* inOrder([...tasksOf(sources, task)], (part) => crew.run(part), signal, crew.capacity)
  } finally {
    crew.close()
  }
}
