/** How the map of a run formed: its points after each of the epochs that were kept. */
import * as v from 'valibot'
import { natural } from './arguments.ts'
import type { Schemas } from './arguments.ts'
import type { MapPoints } from './maps.ts'
import { RunId } from '../schemas.ts'

export interface HistoryRequests {
  /** The epochs that were kept, in order; none where nothing was, or only of images imported before. */
  'history.epochs'(run: string): number[]
  /** The same images after one of them. */
  'history.points'(run: string, epoch: number): MapPoints
}

export const historySchemas: Schemas<HistoryRequests> = {
  'history.epochs': v.tuple([RunId]),
  'history.points': v.tuple([RunId, natural])
}

/** Those that may be asked a second time without harm. */
export const historyReads = ['history.epochs', 'history.points'] as const satisfies (keyof HistoryRequests)[]
