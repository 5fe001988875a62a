/** The registries told as data, without their mathematics: importing this makes them known in a process. */
import * as v from 'valibot'
import { likelihoodChoice, modelChoice, objectiveChoice, takeCatalogue } from '../shared/catalogue.ts'
import type { Catalogue, LikelihoodChoice } from '../shared/catalogue.ts'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import { RunConfig, type LikelihoodConfig } from '../shared/schemas.ts'
import { likelihoods } from './distributions/likelihood.ts'
import { models } from './models/build.ts'
import { objectives } from './objectives/objectives.ts'

export const engineCatalogue: Catalogue = {
  models: models.map(({ kind, words, formula, place, name, latent, prior }) => ({
    ...{ kind, words, formula, place, name, latent, prior }
  })),
  likelihoods: likelihoods.map(({ kind, words, formula, place, pixels, options }) => ({
    ...{ kind, words, formula, place, pixels, options }
  })),
  objectives: objectives.map(({ kind, words, formula, place, samples }) => ({
    ...{ kind, words, formula, place, samples }
  }))
}

takeCatalogue(engineCatalogue)

/**
 * Settings whose kinds exist and whose likelihood has the options it asks for, and no others.
 * @throws AppError 'input' for what is not there, naming what is, and for an option that is missing or out of range
 */
export function knownConfig(config: RunConfig): RunConfig {
  modelChoice(config.model)
  objectiveChoice(config.objective)
  const choice = likelihoodChoice(config.likelihood.kind)
  const options = (choice.options ?? []).map(({ key }) => [key, optionOf(choice, config.likelihood, key)])
  return { ...config, likelihood: { kind: choice.kind, ...Object.fromEntries(options) } }
}

/** The schema of settings from outside whose kinds are known. */
export const KnownConfig = v.pipe(
  RunConfig,
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    try {
      return knownConfig(dataset.value)
    } catch (error) {
      addIssue({ message: (error as Error).message })
      return NEVER
    }
  })
)

function optionOf(choice: LikelihoodChoice, config: LikelihoodConfig, key: string): number {
  const { min, max } = choice.options!.find((option) => option.key === key)!
  const value = config[key]
  if (typeof value === 'number' && value >= min && value <= max) return value
  throw new AppError('input', said('likelihood-option', { kind: choice.kind, key, min, max }))
}
