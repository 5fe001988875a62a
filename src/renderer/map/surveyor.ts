/** The thread beside the window that computes what lies between a map's points. */
import { contoursByLabel, contoursOf, sharesOfAll } from './contours.ts'
import type { Contour } from './contours.ts'
import type { Bounds } from './camera.ts'
import { mixtureField } from './field.ts'
import type { Field, Posteriors } from './field.ts'

export interface Questions {
  contours: {
    ask: { first: Float32Array; second: Float32Array; labels: Int16Array; count: number; only?: number[] }
    answer: Contour[]
  }
  mixture: { ask: { posteriors: Posteriors; bounds: Bounds }; answer: Field }
}

export type SurveyAsked = {
  [Name in keyof Questions]: { seq: number; name: Name; ask: Questions[Name]['ask'] }
}[keyof Questions]
export type SurveyAnswer = { seq: number; answer: unknown } | { seq: number; problem: string }

function answerTo(question: SurveyAsked): unknown {
  if (question.name === 'mixture') return mixtureField(question.ask.posteriors, question.ask.bounds)
  const { only, ...points } = question.ask
  return only ? contoursByLabel(points, only) : contoursOf(points, sharesOfAll)
}

self.onmessage = ({ data }: MessageEvent<SurveyAsked>) => {
  const say = (answer: SurveyAnswer) => self.postMessage(answer)
  try {
    say({ seq: data.seq, answer: answerTo(data) })
  } catch (error) {
    say({ seq: data.seq, problem: String(error) })
  }
}
