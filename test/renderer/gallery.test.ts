/** Nothing that is drawn is left out of the gallery without a reason. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { areas } from '../gallery/areanames.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const renderer = path.join(root, 'src', 'renderer')

/** Not in the gallery by themselves, and why. */
const exceptions: Record<string, string> = {
  'components/compare/CompareMap.svelte': 'in every CompareColumn',
  'components/PlaneNote.svelte': 'a thread fits the plane, and when it is done nobody knows'
}

/** The components that a component is made of. */
function usedBy(file: string): string[] {
  const imports = readFileSync(file, 'utf8').matchAll(/from '(\.[^']*\.svelte)'/g)
  return [...imports].map(([, name]) => path.resolve(path.dirname(file), name))
}

/** Svelte files below a folder of the checkout, relative to it. */
const below = (folder: string) =>
  (readdirSync(path.join(root, folder), { recursive: true }) as string[])
    .filter((name) => name.endsWith('.svelte'))
    .map((name) => name.replaceAll(path.sep, '/'))

const cases = below('test/gallery/cases').map((name) => path.join(root, 'test/gallery/cases', name))
const shown = new Set(cases.flatMap(usedBy))
const all = ['components', 'charts']
  .flatMap((folder) => below(`src/renderer/${folder}`).map((name) => `${folder}/${name}`))
  .sort()

/** What has a part of its own, in a component that is shown. */
const inside = new Set([...shown].filter((file) => file.startsWith(renderer)).flatMap(usedBy))

test('every component and chart is in the gallery, or inside one that is', () => {
  const missing = all.filter((name) => {
    const file = path.join(renderer, name)
    return !shown.has(file) && !inside.has(file) && !(name in exceptions)
  })
  expect(missing).toEqual([])
})

test('exceptions are of components that there are, and needed', () => {
  const needless = Object.keys(exceptions).filter(
    (name) => !all.includes(name) || shown.has(path.join(renderer, name))
  )
  expect(needless).toEqual([])
})

test('every page of the gallery has a name that its pictures are taken by', () => {
  const source = readFileSync(path.join(root, 'test/gallery/areas.ts'), 'utf8')
  expect([...source.matchAll(/name: '(\w+)'/g)].map(([, name]) => name)).toEqual([...areas])
})
