import { expect, test } from 'vitest'
import type { ImageRecord } from '../../src/shared/contract.ts'
import { headingHeight, layOut, placeAt, rowsBetween, stepFrom } from '../../src/renderer/grid.ts'

const list: ImageRecord[] = Array.from({ length: 1000 }, (_, id) => ({
  id,
  path: `${id}.png`,
  label: id % 10 === 9 ? -1 : id % 3,
  split: id % 5 === 0 ? 'validation' : 'train'
}))

test('images are grouped by label, those without one last', () => {
  const layout = layOut(list, {}, 640, 60)
  expect(layout.sections.map(({ label }) => label)).toEqual([0, 1, 2, -1])
  expect(layout.count).toBe(1000)
  expect(layout.columns * layout.cell).toBeLessThanOrEqual(640)
  expect(layout.cell).toBeGreaterThanOrEqual(60)
})

test('filters leave out what they should', () => {
  const layout = layOut(list, { label: 1, split: 'validation' }, 640, 60)
  const wanted = list.filter(({ label, split }) => label === 1 && split === 'validation')
  expect(layout.sections.flatMap(({ records }) => records)).toEqual(wanted)
  expect(layOut(list, { label: 77 }, 640, 60)).toMatchObject({ count: 0, height: 0 })
})

test('scrolling through meets every image exactly once', () => {
  const layout = layOut(list, {}, 500, 44)
  const met = new Map<number, number>()
  for (let top = 0; top < layout.height; top += layout.cell)
    for (const row of rowsBetween(layout, top, top + layout.cell))
      for (const { id } of row.records) met.set(id, row.top)
  expect(met.size).toBe(1000)
  for (const row of rowsBetween(layout, 2000, 2600)) expect(row.top).toBeLessThan(2600)
  for (let index = 0; index < 1000; index++) {
    const { record, top } = placeAt(layout, index)!
    expect(met.get(record.id)).toBe(top)
  }
  expect(placeAt(layout, 1000)).toBeUndefined()
  expect(placeAt(layout, 0)!.top).toBe(headingHeight)
})

test('arrow keys move by rows and columns, across headings, and stop at the ends', () => {
  const layout = layOut(list, {}, 600, 60)
  const [first, second] = layout.sections
  expect(stepFrom(layout, 0, 'ArrowDown')).toBe(layout.columns)
  expect(stepFrom(layout, layout.columns + 3, 'ArrowUp')).toBe(3)
  const below = stepFrom(layout, first.records.length - 1, 'ArrowDown')
  expect(below).toBe(second.first + ((first.records.length - 1) % layout.columns))
  expect(stepFrom(layout, second.first, 'ArrowUp')).toBeLessThan(second.first)
  expect(stepFrom(layout, 0, 'ArrowLeft')).toBe(0)
  expect(stepFrom(layout, 999, 'ArrowRight')).toBe(999)
  expect(stepFrom(layout, 5, 'End')).toBe(999)
})
