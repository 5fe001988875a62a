import { likelihoodName } from '../../src/engine/distributions/likelihood.ts'
import { expect, it } from 'vitest'
import { progressText, Terminal } from '../../src/cli/terminal.ts'
import { duration, nats, printable, quantity, table } from '../../src/cli/words.ts'

function stream(isTTY: boolean) {
  let text = ''
  return { isTTY, columns: 60, write: (part: string) => (text += part), written: () => text }
}

const progress = { phase: 'Importing', done: 0, total: 1000, unit: 'images', rate: 250, secondsLeft: 4 }

it('prints whole lines where there is no terminal: the start, the end, and seldom between', () => {
  const out = stream(false)
  const terminal = new Terminal(out)
  for (let done = 0; done <= 1000; done += 10) terminal.progress({ ...progress, done })
  const lines = out.written().trimEnd().split('\n')
  expect(lines[0]).toBe('Importing: 0 of 1,000 images, 250 images/s, 4.0 s left')
  expect(lines[lines.length - 1]).toBe('Importing: 1,000 of 1,000 images, 250 images/s')
  expect(lines.length).toBeLessThan(10)
  expect(out.written()).not.toMatch(/[\r\u001b]/)
})

it('redraws one line on a terminal, no wider than it, and ends it', () => {
  const out = stream(true)
  const terminal = new Terminal(out)
  terminal.progress(progress)
  terminal.progress({ ...progress, done: 1000 })
  const drawn = out.written().split('\r')
  expect(drawn.length).toBe(3)

  for (const text of drawn) expect(text.replace(/\u001b\[2K/g, '').trimEnd().length).toBeLessThan(60)
  expect(out.written()).toContain('████')
  expect(out.written().endsWith('\n')).toBe(true)
  terminal.line('said after')
  expect(out.written().endsWith('\nsaid after\n')).toBe(true)
})

it('takes the bar away before a line', () => {
  const out = stream(true)
  const terminal = new Terminal(out)
  terminal.progress(progress)
  terminal.line('a line')
  expect(out.written().endsWith('\r\u001b[2Ka line\n')).toBe(true)
})

it('does not let a file name command the terminal', () => {
  const out = stream(false)
  new Terminal(out).line('bad\u001b[2Jname\r.png')
  expect(out.written()).toBe('bad\ufffd[2Jname\ufffd.png\n')
  expect(printable('连衣裙 👕\ttab')).toBe('连衣裙 👕\ttab')
})

it('writes figures with their units', () => {
  expect(quantity(274_000_000, 'bytes')).toBe('274.0 MB')
  expect(quantity(1234, 'images')).toBe('1,234 images')
  expect([0.4, 59.4, 60, 125, 3840].map(duration)).toEqual([
    '0.4 s',
    '59 s',
    '1 min',
    '2 min 5 s',
    '1 h 4 min'
  ])
  expect(nats(-283.14)).toBe('−283.1')
  expect(progressText({ ...progress, total: 0, done: 12, rate: 0, secondsLeft: undefined })).toBe('12 images')
  expect(likelihoodName({ kind: 'bernoulli' })).toMatch(/score/)
  expect(
    table(
      [
        ['a', 'n'],
        ['longer', '10']
      ],
      [1]
    )
  ).toBe('a        n\nlonger  10')
})
