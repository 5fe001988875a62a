/** Electron from a checkout without a window that is seen: what the command line starts to encode a video. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { ensureBuilt, root } from '../build.ts'
import { openDisplay } from './display.ts'
import { launchArguments } from './launch.ts'
import { provisionElectron } from './provision.ts'

/**
 * Starts the built app with messages to and from it.
 * @param arguments_ Chromium's switches
 * @throws Error in words when Electron or a screen cannot be had
 */
export async function startHidden(
  arguments_: string[],
  environment: NodeJS.ProcessEnv,
  report: (line: string) => void
): Promise<ChildProcess> {
  const electron = await provisionElectron(report)
  await ensureBuilt(report)
  const display = await openDisplay(() => {})
  const child = spawn(electron.path, [...launchArguments(), ...arguments_, root], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
    env: { ...environment, ...(display.name && { DISPLAY: display.name }) }
  })
  child.once('exit', () => display.close())
  return child
}
