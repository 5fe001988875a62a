import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { SettingsStore } from '../../src/main/settings.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'latentscape-settings-'))
afterAll(() => rmSync(folder, { recursive: true }))
let file: string
let number = 0
beforeEach(() => {
  file = path.join(folder, String(number++), 'settings.json')
})

function project(name: string): string {
  const made = path.join(folder, name)
  mkdirSync(made, { recursive: true })
  return made
}

test('what was written is there after a restart', () => {
  const store = new SettingsStore(file)
  store.write({ theme: 'dark' })
  store.bounds = { x: 10, y: 20, width: 1100, height: 700, maximized: false }
  store.writeView('/p', { screen: 'map', run: 'a' })
  store.flush()
  const again = new SettingsStore(file)
  expect(again.settings).toEqual({ theme: 'dark', language: 'system' })
  expect(again.bounds).toMatchObject({ x: 10, width: 1100 })
  expect(again.view('/p')).toEqual({ screen: 'map', run: 'a' })
  expect(again.view('/other')).toBeNull()
})

test('a damaged file is put aside, not lost', () => {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, '{"format": 1, "settings":')
  const store = new SettingsStore(file)
  expect(store.settings.theme).toBe('system')
  expect(readFileSync(`${file}.damaged`, 'utf8')).toContain('"format": 1')
})

test('a file of another shape is put aside too', () => {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify({ format: 1, settings: { theme: 'pink', language: 'en' } }))
  expect(new SettingsStore(file).settings.theme).toBe('system')
  expect(existsSync(`${file}.damaged`)).toBe(true)
})

test('recent projects: newest first, each once, its picture kept, those gone left out', () => {
  const store = new SettingsStore(file)
  const [a, b] = [project('a.latent'), project('b.latent')]
  store.addRecent({ path: a, name: 'a', images: 1, thumbnail: 'data:image/png;base64,AAAA' })
  store.addRecent({ path: b, name: 'b', images: 2 })
  store.addRecent({ path: a, name: 'a', images: 3 })
  expect(store.recent.map(({ name, images }) => [name, images])).toEqual([
    ['a', 3],
    ['b', 2]
  ])
  expect(store.recent[0].thumbnail).toBe('data:image/png;base64,AAAA')
  rmSync(b, { recursive: true })
  expect(store.recent.map(({ name }) => name)).toEqual(['a'])
  expect(store.forgetRecent(a)).toEqual([])
})

test('nothing is written when nothing changed', () => {
  new SettingsStore(file).flush()
  expect(existsSync(file)).toBe(false)
})
