/** Asks the thread beside the window; it is started at the first question and stays. */
import type { Questions, SurveyAnswer, SurveyAsked } from './surveyor.ts'

let surveyor: Worker | undefined
let seq = 0
const waiting = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>()

function start(): Worker {
  const worker = new Worker(new URL('./surveyor.ts', import.meta.url), { type: 'module' })
  worker.onmessage = ({ data }: MessageEvent<SurveyAnswer>) => {
    const { resolve, reject } = waiting.get(data.seq)!
    waiting.delete(data.seq)
    if ('problem' in data) reject(new Error(data.problem))
    else resolve(data.answer)
  }
  return worker
}

export function survey<Name extends keyof Questions>(
  name: Name,
  ask: Questions[Name]['ask']
): Promise<Questions[Name]['answer']> {
  surveyor ??= start()
  const question = { seq: ++seq, name, ask } as SurveyAsked
  surveyor.postMessage(question)
  return new Promise((resolve, reject) => {
    waiting.set(question.seq, { resolve: resolve as (answer: unknown) => void, reject })
  })
}
