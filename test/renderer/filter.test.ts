import { expect, test } from 'vitest'
import { conditionsOf, emptyFilter, planeLimitsOf } from '../../src/renderer/filter.ts'
import { ImageFilter } from '../../src/shared/contract/selections.ts'
import { parse } from '../../src/shared/schemas.ts'

test('only what is filled in is a condition', () => {
  expect(conditionsOf(emptyFilter)).toEqual([])
  const limits = { id: { from: '10', to: '' }, kl: { from: 'none', to: ' ' } }
  const conditions = conditionsOf({ ...emptyFilter, labels: [-1, 2], file: ' shoe ', limits, excluded: 'no' })
  expect(conditions).toEqual([
    { column: 'label', any: [-1, 2] },
    { column: 'file', contains: 'shoe' },
    { column: 'id', from: 10 },
    { column: 'excluded', is: false }
  ])
  expect(parse(ImageFilter, conditions, 'The filter')).toEqual(conditions)
})

test('an error of at least 100 nats is a reconstruction of at most −100', () => {
  const limits = { error: { from: '100', to: '250.5' } }
  expect(conditionsOf({ ...emptyFilter, limits })).toEqual([
    { column: 'reconstruction', from: -250.5, to: -100 }
  ])
})

test('limits of places on the map are none of the project', () => {
  const limits = {
    first: { from: '-1', to: '' },
    density: { from: '', to: '40' },
    likelihood: { from: '', to: '-200' }
  }
  const form = { ...emptyFilter, limits }
  expect(conditionsOf(form)).toEqual([{ column: 'likelihood', to: -200 }])
  expect(planeLimitsOf(form)).toEqual([
    { column: 'first', from: -1, to: undefined },
    { column: 'density', from: undefined, to: 40 }
  ])
})
