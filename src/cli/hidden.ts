/** The app without a window that is seen, for what only a browser can do: a video's encoders. */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '../shared/errors.ts'
import { filmVariable } from '../shared/film.ts'

type Start = (
  arguments_: string[],
  environment: NodeJS.ProcessEnv,
  report: (line: string) => void
) => Promise<ChildProcess>

/** In a checkout; a package has none, and is itself the executable. */
const script = new URL('../../scripts/electron/hidden.ts', import.meta.url)

export interface FilmWindow {
  child: ChildProcess
  /** Ends it; nothing of it is left then. */
  close(): Promise<void>
}

const insteadOfVideo = 'Films as .gif or .webp need no window.'

function startPackaged(arguments_: string[], environment: NodeJS.ProcessEnv): ChildProcess {
  // This process may be the executable run as a plain Node.
  const own = { ...environment }
  delete own.ELECTRON_RUN_AS_NODE
  return spawn(process.execPath, arguments_, {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
    env: own
  })
}

/**
 * Starts it with a folder of its own, which goes with it.
 * @param report takes a line for the person who waits while something is fetched
 * @throws AppError 'engine' when there is no Electron, or no screen for one
 */
export async function startFilmWindow(report: (line: string) => void): Promise<FilmWindow> {
  const folder = await mkdtemp(join(tmpdir(), 'latentscape-film-'))
  const clear = () => rm(folder, { recursive: true, force: true, maxRetries: 10 }).catch(() => {})
  const environment = { ...process.env, [filmVariable]: '1' }
  const own = [`--user-data-dir=${folder}`]
  try {
    const child = process.versions.electron
      ? startPackaged(own, environment)
      : await (
          await startOfCheckout()
        )(own, environment, report)
    const ended = new Promise((resolve) => child.once('exit', resolve).once('error', resolve))
    return {
      child,
      async close() {
        child.kill()
        await ended
        await clear()
      }
    }
  } catch (error) {
    await clear()
    if (error instanceof AppError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new AppError(
      'engine',
      `A video needs the app's window, which cannot be had: ${reason} ${insteadOfVideo}`
    )
  }
}

async function startOfCheckout(): Promise<Start> {
  if (!existsSync(script))
    throw new AppError(
      'engine',
      `A video needs the app's window, and there is no app here. ${insteadOfVideo}`
    )
  // Not bundled: only a checkout has to fetch its Electron.
  const { tsImport } = await import('tsx/esm/api')
  const { startHidden } = (await tsImport(script.href, import.meta.url)) as { startHidden: Start }
  return startHidden
}
