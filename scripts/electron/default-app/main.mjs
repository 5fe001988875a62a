/**
 * What Electron runs when it is started as `electron [flags] FOLDER [arguments]`. Official builds bring such an
 * app; the build that comes through the package registry has had it taken out, so this stands in its place.
 */
import { existsSync, readFileSync } from 'node:fs'
import Module from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

/** @returns the folder or file to run, and the modules to load before it (`-r MODULE`, as Playwright gives). */
function readArguments(words) {
  const preloads = []
  while (words.length > 0) {
    const word = words.shift()
    if (word === '-v' || word === '--version') {
      console.log(`v${process.versions.electron}`)
      process.exit(0)
    }
    if (word === '-r' || word === '--require') preloads.push(words.shift())
    else if (!word.startsWith('-')) return { target: path.resolve(word), preloads }
  }
  console.error('Name the folder of the app to run.')
  process.exit(1)
}

const { target, preloads } = readArguments(process.argv.slice(1))
if (preloads.length > 0) Module._preloadModules(preloads)
Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true })

const manifestFile = path.join(target, 'package.json')
const hasManifest = existsSync(manifestFile)
if (hasManifest) {
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'))
  if (manifest.version) app.setVersion(manifest.version)
  app.name = manifest.productName ?? manifest.name ?? app.name
  app.setDesktopName?.(manifest.desktopName ?? `${app.name}.desktop`)
}
const entry = Module._resolveFilename(target, null, true)
app.setAppPath(hasManifest ? target : path.dirname(entry))

// Awaited here, at the top: otherwise `ready` could come first, and schemes could no longer be registered.
try {
  await import(pathToFileURL(entry).href)
} catch (error) {
  console.error('The app failed to load:', error)
  process.exit(1)
}
