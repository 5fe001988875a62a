import { expect, test } from 'vitest'
import { translated } from '../../src/renderer/words/problems.ts'
import { problems as zh } from '../../src/renderer/words/zh/problems.ts'
import { fill } from '../../src/shared/fill.ts'
import { inWords, problems, said, sentence } from '../../src/shared/problems.ts'
import type { ProblemCode, Said } from '../../src/shared/problems.ts'
import { recognise } from '../../src/shared/problems/recognise.ts'

const told = (message: string, by?: Said) => translated(zh, message, by)

/** A problem with values that are like no words of the catalogue. */
function filled(code: ProblemCode): Said {
  const names = [...problems[code].matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
  return { code, values: Object.fromEntries(names.map((name, at) => [name, `/x${at}`])) }
}

test('a sentence that came without its code is found again, with its values', () => {
  const codes = Object.keys(problems) as ProblemCode[]
  const lost = codes.filter((code) => {
    const problem = filled(code)
    const found = recognise(sentence(problem))
    return !found || fill(zh[found.code], found.values) !== fill(zh[code], problem.values)
  })
  // Words that begin or end anything; their codes are always beside them.
  expect(lost).toEqual(['invalid', 'invalid-field'])
})

test('reasons of an older project, which are words alone, are told in Chinese', () => {
  expect(told('Not an image: the file holds text.')).toBe('不是图像：文件内容是文本。')
  expect(told('Larger than 512 MiB; not read.')).toBe('大于 512 MiB；没有读取。')
  expect(told('3 of its rows name files that are not there: a.png …')).toContain('其中 3 行')
  expect(told('Whatever an older version said.')).toBe('Whatever an older version said.')
})

test('words within a sentence are told in Chinese, names and labels stay', () => {
  const reason = inWords('image-empty')
  const more = ` ${inWords('passed-and-unread', { count: 2, path: 'a.png', reason })}`
  const problem = said('no-images', { where: '/photos', more })
  expect(told(sentence(problem), problem)).toMatch(/^\/photos 中没有图像。已跳过.*a\.png：文件是空的。请提供/)
  const label = said('label-images', { name: inWords('cancelled') })
  expect(told(sentence(label), label)).toContain('“Cancelled”')
})

test('what none of the engines says is told engine by engine', () => {
  const reason = `tensorflow: ${inWords('pip-network')}; wasm: ${inWords('engine-silent')}`
  const problem = said('no-engine', { reason })
  expect(told(sentence(problem), problem)).not.toMatch(/[a-z]{3,} [a-z]{3,}/)
})
