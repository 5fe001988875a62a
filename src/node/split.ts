/**
 * Which images train, validate and test. The split hangs on each file's content alone: the same image falls in
 * the same split whatever its name, its order or its company, and duplicates never part.
 */
import { splits } from '../shared/schemas.ts'
import type { Split } from '../shared/schemas.ts'

/** Shares of train and validation; the rest is test. */
const trainShare = 0.8
const validationShare = 0.1

export const splitIndex = (split: Split) => splits.indexOf(split)

const train = splitIndex('train')
const validation = splitIndex('validation')
const test = splitIndex('test')

/** The place of a file in 0…1: the first 32 bits of the SHA-256 of its bytes, as a fraction. */
export function placeOf(hash: string): number {
  return parseInt(hash.slice(0, 8), 16) / 2 ** 32
}

/** Moves the training images with the highest place (one image and its duplicates) to another split. */
function moveLast(result: Uint8Array, places: ArrayLike<number>, target: number) {
  let highest = -1
  for (let at = 0; at < result.length; at++)
    if (result[at] === train && places[at] > highest) highest = places[at]
  const isOnlyOne = result.every((split, at) => split !== train || places[at] === highest)
  if (isOnlyOne) return
  for (let at = 0; at < result.length; at++)
    if (result[at] === train && places[at] === highest) result[at] = target
}

/**
 * Splits a data set 80/10/10 by place, except where folders say otherwise. Folders that name a train and a test
 * split but no validation leave a tenth of train to it. A very small set gets at least one image to validate
 * and one to test, as long as one to train remains.
 * @param given index of the split that a folder says, −1 where none does
 * @returns index of the split, [count]
 */
export function assignSplits(places: ArrayLike<number>, given: ArrayLike<number>): Uint8Array {
  const result = new Uint8Array(places.length)
  const said = new Set(Array.from(given))
  const byFolder = [train, validation, test].some((split) => said.has(split))
  for (let at = 0; at < places.length; at++) {
    const place = places[at]
    if (given[at] >= 0) {
      const toValidation = given[at] === train && !said.has(validation) && place >= 1 - validationShare
      result[at] = toValidation ? validation : given[at]
    } else result[at] = place < trainShare ? train : place < trainShare + validationShare ? validation : test
  }
  if (!result.includes(validation)) moveLast(result, places, validation)
  if (!byFolder && !result.includes(test)) moveLast(result, places, test)
  return result
}
