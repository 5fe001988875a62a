/**
 * The Python environment of the peers, in the per-user cache: made once for each version of requirements.txt.
 * `node --import tsx bench/peers/environment.ts` makes it alone and prints its Python.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statfsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheFolder } from '../../src/node/cache.ts'
import { runCommand } from '../../src/node/provision/command.ts'
import { AppError } from '../../src/shared/errors.ts'

const requirements = fileURLToPath(new URL('./requirements.txt', import.meta.url))
const gigabyte = 1e9
const needed = 12 * gigabyte

async function must(command: string, ...words: string[]): Promise<void> {
  const result = await runCommand(command, words)
  if (result?.status === 0) return
  const said = result ? result.output.trim().split('\n').slice(-3).join('\n') : 'there is no such program'
  throw new AppError('missing', `The peers' Python environment could not be made: ${command}: ${said}`)
}

/** The Python the pinned wheels are for. */
async function python(): Promise<string> {
  for (const name of ['python3.11', 'python3']) {
    const result = await runCommand(name, ['--version'])
    if (result?.status === 0 && /Python 3\.11\./.test(result.output)) return name
  }
  throw new AppError('missing', 'The peers need Python 3.11 with venv and pip, and there is none.')
}

/**
 * @returns the environment's Python
 * @throws AppError 'missing' when it cannot be made, 'disk' when there is no room for it
 */
export async function peerPython(line: (text: string) => void = () => {}): Promise<string> {
  const key = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12)
  const folder = path.join(cacheFolder(), 'bench-peers')
  const target = path.join(folder, key)
  const executable = path.join(target, 'bin', 'python')
  if (existsSync(executable)) return executable
  mkdirSync(folder, { recursive: true })
  const { bavail, bsize } = statfsSync(folder)
  if (bavail * bsize < needed)
    throw new AppError(
      'disk',
      `The peers take ${needed / gigabyte} GB while they are installed, in ${folder}.`
    )
  line(`Installing PyTorch, TensorFlow, Keras and JAX into ${target} (some minutes, 6 GB)`)
  const partial = `${target}.partial`
  rmSync(partial, { recursive: true, force: true })
  await must(await python(), '-m', 'venv', partial)
  const pip = [path.join(partial, 'bin', 'python'), '-m', 'pip', 'install', '--quiet', '--no-deps'] as const
  await must(...pip, '--requirement', requirements)
  // Only its Python is called, which finds its packages by where it lies.
  renameSync(partial, target)
  return executable
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(await peerPython((line) => console.error(line)))
