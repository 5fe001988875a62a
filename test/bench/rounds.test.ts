import { expect, it } from 'vitest'
import { alternate } from '../../bench/rounds.ts'

it('measures each once a round, beginning with another one each time', async () => {
  const order: string[] = []
  const contestant = (name: string) => ({
    name,
    measure: async () => {
      order.push(name)
      return order.length
    }
  })
  const series = await alternate(['a', 'b', 'c'].map(contestant), 4)
  expect(order.join('')).toBe('abcbcacababc')
  expect(series).toEqual({ a: [1, 6, 8, 10], b: [2, 4, 9, 11], c: [3, 5, 7, 12] })
})
