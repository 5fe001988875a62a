/**
 * Loading an engine where no child process can try it first: a mark is made before and removed after. A mark whose
 * process is gone tells that the process ended while loading. Once may be chance (it was killed, the power went);
 * several times in a row, before it has ever loaded here, and the engine is left out for a day.
 */
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import * as v from 'valibot'
import { AppError } from '../../shared/errors.ts'
import { said } from '../../shared/problems.ts'
import type { EngineName } from '../../shared/schemas.ts'
import { isAlive } from '../provision/lock.ts'
import { answerFile } from './answers.ts'
import { childScript } from './probes.ts'

const Mark = v.object({ pid: v.number(), deaths: v.number(), time: v.number() })
type Mark = v.InferOutput<typeof Mark>

const deathsBelieved = 5
const beliefLasts = 24 * 3600_000

async function readMark(path: string): Promise<Mark | undefined> {
  try {
    const mark = v.parse(Mark, JSON.parse(await readFile(path, 'utf8')))
    return Date.now() - mark.time < beliefLasts ? mark : undefined
  } catch {
    return undefined
  }
}

/**
 * Runs `load`, under the mark where that is needed.
 * @throws AppError 'engine' when loading it ended several processes before
 */
export async function guarded<T>(
  name: EngineName,
  binding: string | undefined,
  load: () => Promise<T>,
  needed = !childScript()
): Promise<T> {
  // What has loaded before does not crash now: a process that ended meanwhile was ended by somebody.
  const proof = answerFile(name, binding, 'loaded')
  if (!needed || existsSync(proof)) return await load()
  const path = answerFile(name, binding, 'loading')
  const mark = await readMark(path)
  const deaths = mark ? mark.deaths + (isAlive(mark.pid) ? 0 : 1) : 0
  if (deaths >= deathsBelieved) throw new AppError('engine', said('engine-deaths', { name, count: deaths }))
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, JSON.stringify({ pid: process.pid, deaths, time: Date.now() }))
  try {
    const loaded = await load()
    await writeFile(proof, '')
    return loaded
  } finally {
    await rm(path, { force: true })
  }
}
