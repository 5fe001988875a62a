/** The system libraries that Electron needs on Linux: which are missing, and how they come. */
import { readFileSync } from 'node:fs'
import { onPath, run } from './processes.ts'

/** Debian's and Ubuntu's packages; `Xvfb` is added where there is no display. */
const packages = [
  'libnss3',
  'libatk1.0-0',
  'libatk-bridge2.0-0',
  'libgtk-3-0',
  'libgbm1',
  'libasound2',
  'libcups2',
  'libdrm2',
  'libxkbcommon0'
]

function isDebian(): boolean {
  try {
    return /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}

/** Newer releases renamed some packages when time became 64 bits wide. */
async function currentName(name: string): Promise<string> {
  const renamed = await run('apt-cache', ['show', `${name}t64`], 30_000).catch(() => '')
  return renamed === '' ? name : `${name}t64`
}

async function missingLibraries(executable: string): Promise<string[]> {
  const listed = await run('ldd', [executable], 30_000).catch(() => '')
  return [...listed.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1])
}

async function install(names: string[], report: (line: string) => void): Promise<void> {
  report(`Installing what Electron needs from the system: ${names.join(' ')}…`)
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update'], 5 * 60_000, environment)
  const current = await Promise.all(names.map(currentName))
  const args = ['install', '-y', '--no-install-recommends', ...current]
  await run('apt-get', args, 15 * 60_000, environment)
}

/**
 * Makes sure that an Electron can start on this machine.
 * @throws Error with the one command to run when something is missing and this user may not install it
 */
export async function ensureLibraries(executable: string, report: (line: string) => void): Promise<void> {
  if (process.platform !== 'linux') return
  const needsScreen = !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY && !onPath('Xvfb')
  const missing = await missingLibraries(executable)
  const wanted = [...(missing.length > 0 ? packages : []), ...(needsScreen ? ['xvfb'] : [])]
  if (wanted.length === 0) return
  const what = missing.length > 0 ? `the libraries ${missing.join(', ')}` : 'a display (or Xvfb)'
  if (!isDebian()) throw new Error(`Electron needs ${what}. Install it with your system's package manager.`)
  const command = `apt-get update && apt-get install -y ${wanted.join(' ')}`
  if (process.getuid?.() !== 0) throw new Error(`Electron needs ${what}. Run: sudo sh -c '${command}'`)
  try {
    await install(wanted, report)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`Electron needs ${what}, which could not be installed (${reason}). Run: ${command}`, {
      cause: error
    })
  }
}
