/**
 * `node --import tsx test/gallery/record.ts [FOLDER [AREA…]]`: makes the gallery's data anew. A small collection of the
 * sample is imported and learnt (some minutes; in FOLDER, where it is kept for the next time), every page of the gallery
 * (or those named) is shown with the real worker behind it, and what the worker answers is written to recorded.json. The
 * pages show the same again without a worker. To be made anew where a request, an answer or what a page shows has changed.
 */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { setup } from '../e2e/setup.ts'
import { areas } from './areanames.ts'
import { openCollection } from './collection.ts'
import { eachDialog, eachPressed, openGallery, showArea } from './open.ts'
import { decode, encode, refusal } from './recording.ts'
import type { Recording } from './recording.ts'

const [given, ...only] = process.argv.slice(2)
const folder = given ?? mkdtempSync(path.join(tmpdir(), 'latentscape-gallery-'))
/** What the folder is called for everybody. */
const home = '/home/ada'
mkdirSync(folder, { recursive: true })
const close = await setup()
const { explorer } = await openCollection(folder)
const call = explorer.client.call as unknown as (name: string, ...args: unknown[]) => Promise<unknown>

const file = fileURLToPath(new URL('recorded.json', import.meta.url))
const recording: Recording = only.length
  ? (JSON.parse(readFileSync(file, 'utf8')) as Recording)
  : { recorded: new Date().toISOString() }
const gallery = await openGallery()
// The worker may have to work.
gallery.page.setDefaultTimeout(300_000)
gallery.page.on('pageerror', (error) => console.error(error.stack))
await gallery.page.exposeFunction('askWorker', async (name: string, args: string) => {
  const given = decode(args.replaceAll(home, folder)) as unknown[]
  const said = await call(name, ...given).then(
    (answer) => encode(answer ?? null)!,
    (error: Error) => {
      console.error(`${name}: ${error.message}`)
      return `${refusal}${error.message}`
    }
  )
  const text = said.replaceAll(folder, home)
  recording[`${name} ${args}`] = text
  return text
})
for (const area of only.length ? only : areas) {
  console.log(area)
  try {
    await showArea(gallery, area)
    await eachPressed(gallery.page, () => Promise.resolve())
    await eachDialog(gallery.page, () => Promise.resolve())
  } catch (error) {
    console.error(error)
    process.exitCode = 1
  }
  writeFileSync(file, `${JSON.stringify(recording, null, 1)}\n`)
}
console.log(`${Object.keys(recording).length} answers in ${file}`)
await gallery.close()
explorer.kill()
close()
process.exit()
