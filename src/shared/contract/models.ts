/** Models written for other programs, and taken in from them. */
import * as v from 'valibot'
import type { RunRecord } from '../schemas.ts'
import { RunId } from '../schemas.ts'
import { path } from './arguments.ts'
import type { Schemas } from './arguments.ts'

export const modelFormats = ['safetensors', 'keras', 'onnx', 'saved-model', 'python'] as const
export type ModelFormat = (typeof modelFormats)[number]

export interface ModelRequests {
  /** Writes a run's encoder and decoder: one file, or a folder of them. */
  'model.export'(
    run: string,
    format: ModelFormat,
    path: string
  ): { path: string; files: string[]; bytes: number }
  /**
   * Makes a run of the weights in a file, of a run's folder or of a zip of one.
   * @param like the run whose settings they are of, where the file does not say
   * @returns null when nothing says what network they are of: ask again with a run that is alike
   */
  'model.import'(path: string, like?: string): RunRecord | null
}

export const modelSchemas: Schemas<ModelRequests> = {
  'model.export': v.tuple([RunId, v.picklist(modelFormats), path]),
  'model.import': v.tuple([path, v.optional(RunId)])
}
