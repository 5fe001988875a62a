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

/** Images with the same place are the same file, and go together. Ranks run from 0, the lowest place. */
function ranks(places: ArrayLike<number>): { rank: (at: number) => number; count: number } {
  const distinct = [...new Set(Array.from(places))].sort((a, b) => a - b)
  const rankOf = new Map(distinct.map((place, rank) => [place, rank]))
  return { rank: (at) => rankOf.get(places[at])!, count: distinct.length }
}

/** By rank instead of by place, for sets so small that the places leave a split empty. */
function assignByRank(places: ArrayLike<number>): Uint8Array {
  const { rank, count } = ranks(places)
  const share = Math.max(1, Math.round(count * validationShare))
  const tests = count > 2 ? share : 0
  const validations = count > 1 ? share : 0
  return Uint8Array.from({ length: places.length }, (_, at) => {
    const fromTop = count - 1 - rank(at)
    return fromTop < tests ? test : fromTop < tests + validations ? validation : train
  })
}

function assignByPlace(places: ArrayLike<number>): Uint8Array {
  const ofPlace = (place: number) =>
    place < trainShare ? train : place < trainShare + validationShare ? validation : test
  const result = Uint8Array.from(places, ofPlace)
  return [train, validation, test].every((split) => result.includes(split)) ? result : assignByRank(places)
}

/**
 * Splits a data set 80/10/10 by place, except where folders say otherwise; with folders that name no validation
 * split, a tenth of train becomes it. A set so small that a split would stay empty is split by the order of
 * the places, so that from three different images on each split has one.
 * @param given index of the split that a folder says, −1 where none does
 * @returns index of the split, [count]
 */
export function assignSplits(places: ArrayLike<number>, given: ArrayLike<number>): Uint8Array {
  const said = new Set(Array.from(given))
  const result = Uint8Array.from(assignByPlace(places), (split, at) => (given[at] >= 0 ? given[at] : split))
  if (!said.has(train) || said.has(validation)) return result
  const training = [...result.keys()].filter((at) => given[at] === train)
  const { rank, count } = ranks(training.map((at) => places[at]))
  const share = count > 1 ? Math.max(1, Math.round(count * validationShare)) : 0
  for (const [index, at] of training.entries()) if (count - 1 - rank(index) < share) result[at] = validation
  return result
}
