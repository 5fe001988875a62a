import { expect, it } from 'vitest'
import { rowOf, rowTable, short, table, toJson } from '../../bench/report.ts'

const row = rowOf('step', 'images/s', [90, 110, 130], { slow: [50, 50, 50], fast: [80, 100, 400] })

it('compares the medians with the best peer', () => {
  expect(row).toMatchObject({ ours: 110, peers: { slow: 50, fast: 100 }, ratio: 1.1 })
})

it('spreads over the ratios of single rounds', () => {
  // 90/80, 110/100, 130/400: their quartiles.
  expect(row.spread![0]).toBeCloseTo((0.325 + 1.1) / 2)
  expect(row.spread![1]).toBeCloseTo((1.1 + 1.125) / 2)
})

it('has no ratio where there is no peer', () => {
  expect(rowOf('alone', 'ms', [3], {})).toMatchObject({ ours: 3, peers: {}, ratio: null })
})

it('writes rows as JSON in one shape', () => {
  expect(JSON.parse(toJson([row]))).toEqual({
    rows: [{ case: 'step', unit: 'images/s', ours: 110, peers: { slow: 50, fast: 100 }, ratio: 1.1 }]
  })
})

it('draws a Markdown table whose columns line up', () => {
  const lines = table(
    ['name', 'x'],
    [
      ['a', '1'],
      ['long one', '22']
    ]
  ).split('\n')
  expect(lines).toEqual([
    '| name     |   x |',
    '| -------- | --: |',
    '| a        |   1 |',
    '| long one |  22 |'
  ])
})

it('marks the best peer and leaves out what a row lacks', () => {
  const text = rowTable([row, rowOf('other', 'images/s', [1], { slow: [2] })])
  expect(text).toContain('100*')
  expect(text).not.toContain('50*')
  expect(text.split('\n')[3]).toMatch(/\|\s+2\* \|\s+\|/)
})

it('shortens figures to what counts', () => {
  expect([0.12345, 12.345, 99.99, 12345.6, NaN].map(short)).toEqual(['0.123', '12.3', '100', '12,346', '–'])
})
