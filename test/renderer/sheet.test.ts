import { expect, test } from 'vitest'
import { sheetLayout, stepOnSheet } from '../../src/renderer/sheet.ts'

test('a sheet is as wide as its room, with every image in sight and none larger than need be', () => {
  for (const [count, width, height] of [
    [16, 1200, 700],
    [64, 1384, 812],
    [256, 1864, 950],
    [64, 640, 900]
  ]) {
    const { columns, rows, cell } = sheetLayout(count, width, height, { most: 1000 })
    expect(columns * cell).toBeCloseTo(width, 6)
    expect(rows * cell).toBeLessThanOrEqual(height)
    expect(columns * rows).toBeGreaterThanOrEqual(count)
    // With one column fewer they would not all be in sight.
    const fewer = columns - 1
    if (fewer > 0) expect(Math.ceil(count / fewer) * (width / fewer)).toBeGreaterThan(height)
  }
})

test('images never get too small to see; the sheet scrolls then', () => {
  const { columns, rows, cell } = sheetLayout(256, 400, 200)
  expect(cell).toBeGreaterThanOrEqual(44)
  expect(rows * cell).toBeGreaterThan(200)
  expect(columns * cell).toBeLessThanOrEqual(400)
})

test('rows that mean something are kept', () => {
  expect(sheetLayout(120, 1000, 800, { columns: 12 })).toMatchObject({ columns: 12, rows: 10, cell: 80 })
})

test('arrow keys move on the sheet and stop at its edges', () => {
  expect(stepOnSheet(0, 'ArrowRight', 10, 4)).toBe(1)
  expect(stepOnSheet(5, 'ArrowDown', 10, 4)).toBe(9)
  expect(stepOnSheet(7, 'ArrowDown', 10, 4)).toBe(7)
  expect(stepOnSheet(2, 'ArrowUp', 10, 4)).toBe(2)
  expect(stepOnSheet(3, 'End', 10, 4)).toBe(9)
  expect(stepOnSheet(3, 'x', 10, 4)).toBe(3)
})
