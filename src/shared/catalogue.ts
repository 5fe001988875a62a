/**
 * What a run can be made of. The engine's registries say it, each kind in its own module; every process that has the
 * engine takes it from there (engine/catalogue.ts), and the window is told it when a project is opened.
 */
import { AppError } from './errors.ts'
import { inWords, said } from './problems.ts'

export interface ChoiceWords {
  name: string
  /** What it does, in one plain sentence. */
  help: string
}

/** In each language of the window. */
export type InLanguages<T> = Record<'en' | 'zh-CN', T>

export interface Choice {
  /** Its name on the command line and in config.json. */
  kind: string
  words: InLanguages<ChoiceWords>
  formula: string
  /** Where it stands among the others, from 1; after them when left out. */
  place?: number
}

/** What each kind of model has, so that every view knows what it can show of a run, and says why where it cannot. */
export interface ModelTraits {
  /** Its name as the field writes it. */
  name: string
  /** A latent space: an encoder, a decoder and a map. */
  latent: boolean
  /** A distribution p(z) that latents are drawn from: σ circles, a KL, an ELBO, log p(x). */
  prior: boolean
}

export interface ModelChoice extends Choice, ModelTraits {}

/** A number that a likelihood is told, such as a fixed variance. */
export interface LikelihoodOption {
  /** Its name in config.json and, after --, on the command line. */
  key: string
  words: InLanguages<ChoiceWords>
  formula: string
  /** What it is where nothing is asked for, and between which numbers it must be. */
  usual: number
  min: number
  max: number
}

export interface LikelihoodChoice extends Choice {
  /**
   * What it is a probability of: pixels that are 0 or 1, so that on grey values it is a score; bytes, so that nats may
   * be told as bits; or numbers in 0…1, of which it is a density.
   */
  pixels: 'binary' | 'bytes' | 'numbers'
  options?: LikelihoodOption[]
}

export interface ObjectiveChoice extends Choice {
  /**
   * Of a bound that is made of several samples at once: how many it starts with. Such a bound is of log p(x) as a
   * whole, so its parts have no weights, and its KL no closed form.
   */
  samples?: number
}

export interface Catalogue {
  models: ModelChoice[]
  likelihoods: LikelihoodChoice[]
  objectives: ObjectiveChoice[]
}

let known: Catalogue | undefined

/** Makes the catalogue known in this process. */
export function takeCatalogue(catalogue: Catalogue): void {
  known = catalogue
}

export function catalogue(): Catalogue {
  if (!known) throw new Error('No catalogue in this process: import engine/catalogue.ts, or ask a worker.')
  return known
}

/** @throws AppError 'input' for a kind that is not there, naming those that are */
export function choiceOf<C extends Choice>(choices: readonly C[], kind: string, what: string): C {
  const found = choices.find((choice) => choice.kind === kind)
  if (found) return found
  const names = choices.map((choice) => choice.kind).join(', ')
  throw new AppError('input', said('no-kind', { what, kind, names }))
}

export const modelChoice = (kind: string): ModelChoice =>
  choiceOf(catalogue().models, kind, inWords('what-model'))

export const likelihoodChoice = (kind: string): LikelihoodChoice =>
  choiceOf(catalogue().likelihoods, kind, inWords('what-likelihood-kind'))

/** @param kind the ELBO when left out, as in a run's settings */
export const objectiveChoice = (kind = 'elbo'): ObjectiveChoice =>
  choiceOf(catalogue().objectives, kind, inWords('what-objective'))
