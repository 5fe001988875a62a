import { expect, test } from 'vitest'
import {
  fileName,
  formatCount,
  formatNumber,
  formatShort,
  latentName,
  parseNumber,
  splitDuration
} from '../../src/renderer/formats.ts'

test('numbers have a true minus sign and thin spaces in thousands', () => {
  expect(formatNumber(-1.216)).toBe('\u22121.22')
  expect(formatNumber(0.84)).toBe('0.84')
  expect(formatCount(5000)).toBe('5000')
  expect(formatCount(70000)).toBe('70\u2009000')
  expect(formatCount(-1234567)).toBe('\u22121\u2009234\u2009567')
})

test('there is no minus zero', () => {
  expect(formatNumber(-0.001)).toBe('0.00')
  expect(formatNumber(-0)).toBe('0.00')
  expect(formatCount(-0.2)).toBe('0')
})

test('numbers that are none are said so', () => {
  expect(formatNumber(Number.NaN)).toBe('—')
  expect(formatNumber(-Infinity)).toBe('\u2212∞')
  expect(formatShort(Infinity)).toBe('—')
})

test('short numbers keep three digits', () => {
  expect([0.1234, 12.34, 123.4, 11432].map(formatShort)).toEqual(['0.12', '12.3', '123', '11\u2009400'])
})

test('typed numbers are read with comma or point, hyphen or minus', () => {
  expect(parseNumber(' \u22121,5 ')).toBe(-1.5)
  expect(parseNumber('1e-3')).toBe(0.001)
  expect(parseNumber('70\u2009000')).toBe(70000)
  expect(parseNumber('')).toBeUndefined()
  expect(parseNumber('ten')).toBeUndefined()
})

test('the time left is rounded up, and the more coarsely the longer it is', () => {
  expect(splitDuration(42.1)).toEqual({ hours: 0, minutes: 0, seconds: 43 })
  expect(splitDuration(119.5)).toEqual({ hours: 0, minutes: 2, seconds: 0 })
  expect(splitDuration(131)).toEqual({ hours: 0, minutes: 2, seconds: 20 })
  expect(splitDuration(3700)).toEqual({ hours: 1, minutes: 2, seconds: 0 })
  expect(splitDuration(-3)).toEqual({ hours: 0, minutes: 0, seconds: 0 })
})

test('latents and files are named as people know them', () => {
  expect(latentName(0)).toBe('z₁')
  expect(latentName(11)).toBe('z₁₂')
  expect(fileName('/home/someone/Photos.latent/')).toBe('Photos.latent')
  expect(fileName('C:\\Photos\\a.png')).toBe('a.png')
})
