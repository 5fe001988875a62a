/**
 * Loading an engine where no child process can try it first: a mark is made before and removed after, so that one
 * whose process is gone tells that the engine took it along.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import type { EngineName } from '../../shared/schemas.ts'
import { isAlive } from '../provision/lock.ts'
import { answerFile } from './answers.ts'
import { childScript } from './probes.ts'

/**
 * Runs `load`, under the mark where that is needed.
 * @throws AppError 'engine' when loading it ended an earlier process
 */
export async function guarded<T>(
  name: EngineName,
  binding: string | undefined,
  load: () => Promise<T>,
  needed = !childScript()
): Promise<T> {
  if (!needed) return await load()
  const mark = answerFile(name, binding, 'loading')
  const pid = Number(await readFile(mark, 'utf8').catch(() => '0'))
  if (pid && !isAlive(pid))
    throw new AppError('engine', `The ${name} engine crashed when it was loaded before, so it is left out.`)
  await mkdir(dirname(mark), { recursive: true })
  await writeFile(mark, String(process.pid))
  try {
    return await load()
  } finally {
    await rm(mark, { force: true })
  }
}
