import { describe, expect, it } from 'vitest'
import { grounds, labelColours } from '../../src/shared/palette.ts'

type Triple = [number, number, number]

/** Machado, Oliveira & Fernandes 2009, severity 1, on linear RGB. */
const sights: Record<string, Triple[]> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1]
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998]
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881]
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039]
  ]
}

function linear(colour: string): Triple {
  return [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as Triple
}

function seen(colour: string, sight: Triple[]): Triple {
  const [r, g, b] = linear(colour)
  return sight.map((row) => Math.min(1, Math.max(0, row[0] * r + row[1] * g + row[2] * b))) as Triple
}

function oklab([r, g, b]: Triple): Triple {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s
  ]
}

function luminance(colour: string): number {
  const [r, g, b] = linear(colour)
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

describe.each(Object.entries(grounds))('label colours on the %s ground', (_, ground) => {
  it.each(Object.entries(sights))('stay apart with %s', (_name, sight) => {
    const colours = [...ground.labels, ground.rest].map((colour) => oklab(seen(colour, sight)))
    const distances = colours.flatMap((a, i) =>
      colours.slice(0, i).map((b) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]))
    )
    expect(Math.min(...distances)).toBeGreaterThan(0.08)
  })

  it('stand out from the ground', () => {
    const behind = luminance(ground.background)
    for (const colour of ground.labels) {
      const [low, high] = [luminance(colour), behind].sort((a, b) => a - b)
      expect((high + 0.05) / (low + 0.05), colour).toBeGreaterThan(2)
    }
  })
})

describe('labelColours', () => {
  it('gives up to ten labels their colours in label order', () => {
    const { colours, shared } = labelColours([1, 9, 5], 'dark')
    expect(colours).toEqual(grounds.dark.labels.slice(0, 3))
    expect(shared).toEqual([])
  })

  it('gives the ten largest of many labels a colour and the rest the same grey', () => {
    const counts = [1, 50, 40, 30, 2, 60, 70, 80, 90, 20, 10, 15]
    const { colours, own, shared } = labelColours(counts, 'light')
    expect(own).toEqual([1, 2, 3, 5, 6, 7, 8, 9, 10, 11])
    expect(shared).toEqual([0, 4])
    expect(colours[0]).toBe(grounds.light.rest)
    expect(colours[4]).toBe(grounds.light.rest)
    expect(new Set(own.map((label) => colours[label])).size).toBe(10)
  })
})
