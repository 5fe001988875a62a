/** `npm start`: makes sure that Electron and the build are there, and opens the app. Arguments are passed on. */
import { spawn } from 'node:child_process'
import { ensureBuilt, root } from './build.ts'
import { openDisplay } from './electron/display.ts'
import { launchArguments } from './electron/launch.ts'
import { provisionElectron } from './electron/provision.ts'

const report = (line: string) => console.log(line)

async function start(): Promise<number> {
  const electron = await provisionElectron(report)
  await ensureBuilt(report)
  const display = await openDisplay(report)
  const child = spawn(electron.path, [...launchArguments(), root, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: {
      ...process.env,
      ...(display.name && { DISPLAY: display.name }),
      LATENTSCAPE_ELECTRON_SOURCE: electron.source
    }
  })
  // The app ends in order: it saves, then goes.
  const forward = (signal: NodeJS.Signals) => child.kill(signal)
  process.on('SIGINT', forward)
  process.on('SIGTERM', forward)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      display.close()
      resolve(signal ? 1 : (code ?? 0))
    })
  })
}

try {
  process.exitCode = await start()
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
