import { createCanvas } from '@napi-rs/canvas'
import { expect, it } from 'vitest'
import { font } from '../../../src/node/export/fonts.ts'
import { figure, shortened } from '../../../src/node/export/text.ts'

it('carries its own typeface: the bundled one is what is measured, not a fallback', () => {
  const context = createCanvas(10, 10).getContext('2d')
  context.font = font(100)
  const bundled = context.measureText('Ankle boot −1.22 3σ Żółw').width
  context.font = '100px monospace'
  expect(bundled).not.toBe(context.measureText('Ankle boot −1.22 3σ Żółw').width)
  context.font = '100px "Latentscape latin"'
  const alone = context.measureText('Ankle').width
  context.font = font(100)
  expect(context.measureText('Ankle').width).toBe(alone)
})

it('shortens by whole characters until the text fits', () => {
  const context = createCanvas(10, 10).getContext('2d')
  context.font = font(13)
  expect(shortened(context, 'Coat', 100)).toBe('Coat')
  const short = shortened(context, 'A very long name of a label', 80)
  expect(short).toMatch(/^A ver.*…$/)
  expect(context.measureText(short).width).toBeLessThanOrEqual(80)
  expect(shortened(context, '👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 40)).toMatch(/^(👩‍👩‍👧)*…$/u)
})

it('writes figures with a true minus', () => {
  expect(figure(-283.14)).toBe('−283.1')
  expect(figure(0.25, 2)).toBe('0.25')
})
