/**
 * What all end-to-end tests share: Electron, the build, one screen (the one that is there, or an Xvfb that ends
 * with them) and a folder for what they leave behind.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openDisplay } from '../../scripts/electron/display.ts'
import { provisionElectron } from '../../scripts/electron/provision.ts'
import { ensureBuilt } from '../../scripts/build.ts'

export async function setup(): Promise<() => void> {
  const report = (line: string) => console.log(line)
  const electron = await provisionElectron(report)
  await ensureBuilt(report)
  const display = await openDisplay(report)
  // The processes that run the tests inherit these.
  process.env.LATENTSCAPE_TEST_ELECTRON = electron.path
  if (display.name) process.env.DISPLAY = display.name
  const folder = mkdtempSync(path.join(tmpdir(), 'latentscape-e2e-'))
  process.env.LATENTSCAPE_TEST_FOLDER = folder
  return () => {
    display.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
