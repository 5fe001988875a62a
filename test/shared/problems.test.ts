import { expect, test } from 'vitest'
import { AppError, fromEnvelope, toEnvelope } from '../../src/shared/errors.ts'
import { said } from '../../src/shared/problems.ts'

test('a problem is a sentence, and keeps its code and values across a port', () => {
  const error = new AppError('busy', said('busy', { who: 'process 7', path: '/a' }))
  expect(error.message).toContain('open in process 7: /a.')
  const back = fromEnvelope(structuredClone(toEnvelope(error)))
  expect(back.message).toBe(error.message)
  expect(back.said).toEqual({ code: 'busy', values: { who: 'process 7', path: '/a' } })
})

test('disk faults have codes, other faults their own words', () => {
  const full = Object.assign(new Error('write'), { code: 'ENOSPC', path: '/b' })
  expect(toEnvelope(full)).toEqual({
    kind: 'disk',
    message: 'The disk is full: /b',
    said: { code: 'disk-full', values: { where: ': /b' } }
  })
  expect(toEnvelope(new AppError('input', 'Own words.'))).toEqual({ kind: 'input', message: 'Own words.' })
})

test('a code that does not fit its message, as from another version, does not replace it', () => {
  const back = fromEnvelope({ kind: 'input', message: 'Something newer.', said: said('newer') })
  expect(back.message).toBe('Something newer.')
  expect(back.said).toBeUndefined()
})
