import { expect, test } from 'vitest'
import type { TrainingEnd, TrainingJob } from '../../src/shared/bridge.ts'
import { Trainings } from '../../src/main/trainings.ts'
import type { TrainingWorker } from '../../src/main/trainings.ts'
import { AppError } from '../../src/shared/errors.ts'
import type { RunRecord } from '../../src/shared/schemas.ts'

/** A worker whose training ends when the test says so. */
class Hand implements TrainingWorker {
  asked: unknown[][] = []
  killed = false
  finish: (record: Partial<RunRecord>) => void = () => {}
  crash: (error: Error) => void = () => {}
  client = {
    call: (...words: unknown[]) => {
      this.asked.push(words)
      if (words[0] !== 'training.start') return Promise.resolve()
      return new Promise((resolve, reject) => {
        this.finish = (record) => resolve(record as RunRecord)
        this.crash = reject
      })
    }
  } as unknown as TrainingWorker['client']
  kill(): void {
    this.killed = true
  }
}

function queue() {
  const hands: Hand[] = []
  const told: TrainingJob[][] = []
  const ends: TrainingEnd[] = []
  const trainings = new Trainings<Hand>({
    start: () => {
      hands.push(new Hand())
      return hands.at(-1)!
    },
    jobs: (jobs) => told.push(jobs),
    ended: (end) => ends.push(end)
  })
  return { trainings, hands, told, ends }
}
const soon = () => new Promise((resolve) => setImmediate(resolve))

test('one trains, the others wait their turn in order', async () => {
  const { trainings, hands, ends } = queue()
  trainings.start('/p', 'a')
  trainings.start('/p', 'b')
  expect(trainings.jobs.map(({ run, state }) => [run, state])).toEqual([
    ['a', 'training'],
    ['b', 'queued']
  ])
  expect(hands).toHaveLength(1)
  hands[0].finish({ status: 'finished' })
  await soon()
  expect(hands).toHaveLength(2)
  expect(hands[0].killed).toBe(true)
  expect(hands[1].asked).toEqual([['training.start', '/p', 'b']])
  expect(ends).toEqual([{ project: '/p', run: 'a', record: { status: 'finished' } }])
})

test('the same run is not queued twice', () => {
  const { trainings } = queue()
  trainings.start('/p', 'a')
  trainings.start('/p', 'a')
  expect(trainings.jobs).toHaveLength(1)
})

test('pausing asks the worker; a waiting job just leaves', () => {
  const { trainings, hands } = queue()
  trainings.start('/p', 'a')
  trainings.start('/p', 'b')
  trainings.pause('b')
  expect(trainings.jobs.map(({ run }) => run)).toEqual(['a'])
  trainings.pause('a')
  expect(hands[0].asked.at(-1)).toEqual(['training.pause'])
  expect(trainings.jobs[0].state).toBe('pausing')
  expect(() => trainings.pause('c')).toThrow(AppError)
})

test('a crash is told in words that say what is safe, and the next one starts', async () => {
  const { trainings, hands, ends } = queue()
  trainings.start('/p', 'a')
  trainings.start('/p', 'b')
  hands[0].crash(new AppError('lost', 'The worker ended'))
  await soon()
  expect(ends[0].problem?.kind).toBe('lost')
  expect(ends[0].problem?.message).toMatch(/checkpoint is safe/)
  expect(trainings.jobs.map(({ run, state }) => [run, state])).toEqual([['b', 'training']])
})

test('closing empties the queue and waits for the checkpoint', async () => {
  const { trainings, hands } = queue()
  trainings.start('/p', 'a')
  trainings.start('/p', 'b')
  let closed = false
  const closing = trainings.close().then(() => (closed = true))
  await soon()
  expect(closed).toBe(false)
  expect(hands[0].asked.at(-1)).toEqual(['training.pause'])
  hands[0].finish({ status: 'paused' })
  await closing
  expect(hands).toHaveLength(1)
  expect(trainings.jobs).toEqual([])
  expect(() => trainings.start('/p', 'c')).toThrow(/quit/)
})
