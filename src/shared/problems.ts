/**
 * Problems that a person meets often, each sentence once, in English: what happened, what is safe, what to do. An
 * error carries the code and the values beside its message, so that the window can tell it in another language.
 */
import { fill } from './fill.ts'

export const problems = {
  'no-images':
    'There are no images in {where}.{more} Give a folder or a zip with PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF files.',
  'none-read': 'None of the image files could be read ({count} problems). {path}: {reason}',
  'many-labels':
    'The folders name {count} labels, more than can be shown. Choose another folder level for the labels.',
  busy: 'The project is open in {who}: {path}. Close it there, or wait until it is done; nothing was changed.',
  'target-project': 'There is a project already: {path}. Choose another name; it was not touched.',
  'target-taken': 'There is something else already: {path}. Choose another name; it was not touched.',
  'no-project': 'Not a Latentscape project: {path}',
  newer: 'The project was made by a newer version of Latentscape: update it first.',
  'disk-full': 'The disk is full{where}',
  quota: 'The disk quota is used up{where}',
  permission: 'There is no permission{where}',
  'read-only': 'The target is read-only{where}',
  'not-found': 'Not found: {path}',
  cancelled: 'Cancelled',
  lost: 'The worker ended before it answered. Nothing that was saved is lost; try again.',
  'no-engine': 'No engine loads here. {reason}',
  'no-weights': 'Run {run} has no weights yet: its first epoch is not finished. Train it on, then try again.',
  diverged:
    'The bound is no longer a finite number after step {step} (epoch {epoch}). The last checkpoint is kept. Try a ' +
    'learning rate of {less} instead of {rate}.',
  'importance-estimator':
    'The objective {objective} samples its weights, so the KL in closed form of estimator B has no place in it. ' +
    'Take estimator A, or the objective elbo.',
  'importance-weights':
    'The objective {objective} bounds log p(x) as a whole: weights of its parts and a schedule of the KL’s weight ' +
    'would make it bound nothing. Leave the weights at 1, or take the objective elbo.',
  'importance-free-bits':
    'Free bits change the KL of the ELBO, which the objective {objective} does not have. Leave them out, or take the ' +
    'objective elbo.',
  'importance-prior':
    'The objective {objective} is of a model with a prior, which the {model} has not. Take the objective elbo, or train ' +
    'a VAE.',
  'free-bits-estimator':
    'Free bits need the KL of each dimension in closed form, which estimator A does not have. Take estimator B.',
  'free-bits-prior': 'Free bits are of the KL, and the {model} has none. Leave them out, or train a VAE.',
  'schedule-prior':
    'The schedule is of the weight of the KL, and the {model} has none. Leave it out, or train a VAE.',
  'map-decoder':
    'The prior of --map is on the weights of a decoder, and the {model} has none. Leave it out, or train a VAE.',
  quadrants:
    'Given quadrants are the condition of a conditional model. Take the model cvae, or leave the condition out.',
  binarised:
    'Binarised pixels are 0 or 1, which the likelihood {likelihood} is not made for. Take the likelihood bernoulli, or ' +
    'leave the grey values as they are.',
  'long-warm-up':
    'A warm-up of {warmUp} epochs is longer than the run’s {epochs}: the final weight of the KL would never be ' +
    'reached. Take a shorter warm-up, or more epochs.'
} as const

export type ProblemCode = keyof typeof problems

/** A problem by its code, with what stands in its sentence. */
export interface Said {
  code: ProblemCode
  values: Record<string, string | number>
}

export function said(code: ProblemCode, values: Said['values'] = {}): Said {
  return { code, values }
}

/** Its sentence, in English. */
export function sentence({ code, values }: Said): string {
  return fill(problems[code], values)
}
