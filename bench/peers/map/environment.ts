/** The map's peers, installed by npm into the per-user cache: once for each version of package.json. */
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheFolder } from '../../../src/node/cache.ts'
import { runCommand } from '../../../src/node/provision/command.ts'
import { AppError } from '../../../src/shared/errors.ts'

const manifest = fileURLToPath(new URL('./package.json', import.meta.url))

/**
 * @returns a folder with the peers in its node_modules
 * @throws AppError 'missing' when npm cannot install them
 */
export async function mapPeers(line: (text: string) => void): Promise<string> {
  const key = createHash('sha256').update(readFileSync(manifest)).digest('hex').slice(0, 12)
  const target = path.join(cacheFolder(), 'bench-map', key)
  if (existsSync(target)) return target
  line(`Installing regl-scatterplot and deck.gl into ${target}`)
  const partial = `${target}.partial`
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(partial, { recursive: true })
  copyFileSync(manifest, path.join(partial, 'package.json'))
  const words = ['install', '--prefix', partial, '--ignore-scripts', '--no-audit', '--no-fund']
  const result = await runCommand('npm', words)
  if (result?.status !== 0) {
    const said = result?.output.trim().split('\n').slice(-3).join('\n') ?? 'there is no npm'
    throw new AppError('missing', `The map's peers could not be installed: ${said}`)
  }
  renameSync(partial, target)
  return target
}
