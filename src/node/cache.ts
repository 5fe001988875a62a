/** Where this person's copies of what can be fetched or computed again are kept, and the logs. */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import envPaths from 'env-paths'

const paths = envPaths('latentscape', { suffix: '' })

function override(): string | undefined {
  const folder = process.env.LATENTSCAPE_CACHE
  return folder ? resolve(folder) : undefined
}

/** The per-user cache, shared by every checkout and package; LATENTSCAPE_CACHE names another. It need not exist. */
export function cacheFolder(): string {
  return override() ?? paths.cache
}

/** Where logs are written; inside the cache when LATENTSCAPE_CACHE is set. It need not exist. */
export function logFolder(): string {
  const cache = override()
  return cache ? join(cache, 'logs') : paths.log
}

/** A log's path, its folder made. */
export function logFile(name: string): string {
  mkdirSync(logFolder(), { recursive: true })
  return join(logFolder(), name)
}
