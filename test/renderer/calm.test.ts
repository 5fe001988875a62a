import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { askedForImage, isCalm, whenCalm } from '../../src/renderer/calm.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] })
  vi.advanceTimersByTime(10_000)
})
afterEach(() => {
  vi.useRealTimers()
})

test('where nobody asks for images a value is taken at once', () => {
  const taken: number[] = []
  const hand = whenCalm((value: number) => taken.push(value))
  hand(1)
  hand(2)
  expect(taken).toEqual([1, 2])
})

test('while images are asked for only the newest value waits, until it is calm', () => {
  const taken: number[] = []
  const hand = whenCalm((value: number) => taken.push(value))
  askedForImage()
  hand(1)
  vi.advanceTimersByTime(100)
  askedForImage()
  hand(2)
  vi.advanceTimersByTime(100)
  expect(taken).toEqual([])
  vi.advanceTimersByTime(100)
  expect(taken).toEqual([2])
  vi.advanceTimersByTime(5000)
  expect(taken).toEqual([2])
})

test('however long somebody drags, a value is taken within four seconds', () => {
  const taken: number[] = []
  const hand = whenCalm((value: number) => taken.push(value))
  for (let time = 0; time < 9000; time += 40) {
    askedForImage()
    hand(time)
    vi.advanceTimersByTime(40)
  }
  expect(taken.length).toBeGreaterThanOrEqual(2)
  expect(taken.length).toBeLessThanOrEqual(3)
  expect(taken).toEqual([...taken].sort((a, b) => a - b))
})

test('it is calm again a moment after the last wish', () => {
  vi.advanceTimersByTime(10_000)
  expect(isCalm()).toBe(true)
  askedForImage()
  expect(isCalm()).toBe(false)
  vi.advanceTimersByTime(149)
  expect(isCalm()).toBe(false)
  vi.advanceTimersByTime(1)
  expect(isCalm()).toBe(true)
})
