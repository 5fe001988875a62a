/** One screen for all end-to-end tests: the one that is there, or an Xvfb that ends with them. */
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
  return () => display.close()
}
