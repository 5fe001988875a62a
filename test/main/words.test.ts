import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { catalogues, wordsIn } from '../../src/main/words.ts'

const { en, 'zh-CN': zh } = catalogues
const keys = Object.keys(en) as (keyof typeof en)[]

test('the menu and the dialogs have every word in both languages', () => {
  expect(Object.keys(zh).sort()).toEqual([...keys].sort())
  for (const key of keys) {
    expect(en[key], key).toMatch(/[A-Za-z]/)
    expect(zh[key], key).toMatch(/[\u4e00-\u9fff]/)
    expect(zh[key].endsWith('…'), key).toBe(en[key].endsWith('…'))
  }
})

test('every word is used, and nothing else is said', () => {
  const read = (name: string) => readFileSync(new URL(`../../src/main/${name}.ts`, import.meta.url), 'utf8')
  const sources = read('menu') + read('dialogs')
  const said = (key: string) => sources.includes(`'${key}'`) || sources.includes(`words.${key},`)
  expect(keys.filter((key) => !said(key))).toEqual([])
  expect(sources.match(/\b(?:label|title|name): ['"`].*/g)).toBeNull()
})

test('the system decides only where the person lets it', () => {
  expect(wordsIn('system', 'zh-TW')).toBe(zh)
  expect(wordsIn('system', 'de-DE')).toBe(en)
  expect(wordsIn('en', 'zh-CN')).toBe(en)
  expect(wordsIn('zh-CN', 'en-GB')).toBe(zh)
})
