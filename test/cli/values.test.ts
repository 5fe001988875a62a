import { expect, it } from 'vitest'
import { above, colour, latentPoint, named, several, whole } from '../../src/cli/values.ts'
import { defaultProjectPath } from '../../src/cli/import.ts'

it('reads whole numbers within limits', () => {
  expect(whole(1, 5)('5')).toBe(5)
  for (const text of ['0', '6', '1.5', '', ' ', 'x', 'NaN', '1e99', '-1'])
    expect(() => whole(1, 5)(text), text).toThrow(/from 1 to 5/)
})

it('reads numbers above a limit, colours and names', () => {
  expect(above(0)('1e-3')).toBe(0.001)
  for (const text of ['0', '-1', 'Infinity', '', 'a']) expect(() => above(0)(text), text).toThrow(/above 0/)
  expect(colour('#FFaa00')).toBe('#ffaa00')
  expect(() => colour('white')).toThrow(/#ffffff/)
  expect(named(' 时装 👕 ')).toBe('时装 👕')
  expect(() => named('  ')).toThrow()
})

it('reads latent points, with the minus sign we print too', () => {
  expect(latentPoint('0.5,-1')).toEqual([0.5, -1])
  expect(latentPoint('0.5, −1')).toEqual([0.5, -1])
  for (const text of ['', '1,', 'a,b', '1;2']) expect(() => latentPoint(text), text).toThrow(/commas/)
  const read = several(latentPoint)
  expect(read('3,4', read('1,2'))).toEqual([
    [1, 2],
    [3, 4]
  ])
})

it('names a project after what it is made of', () => {
  const name = (...inputs: string[]) => defaultProjectPath(inputs).replace(process.cwd(), '.')
  expect(name('/data/photos/')).toBe('./photos.latent')
  expect(name('/data/photos.zip')).toBe('./photos.latent')
  expect(name('/data/animals/cats', '/data/animals/dogs')).toBe('./animals.latent')
  expect(name('/data/a/cats', '/data/b/dogs')).toBe('./cats.latent')
})
