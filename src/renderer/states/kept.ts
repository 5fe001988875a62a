/** What comparing, drawing and colouring keep of their settings, as JSON; what does not fit any more is passed over. */
import { colouring, colourings } from './colouring.svelte.ts'
import type { ColourBy } from './colouring.svelte.ts'
import { compare } from './compare.svelte.ts'
import { generate } from './generate.svelte.ts'
import { runs } from './runs.svelte.ts'

export interface Kept {
  colour?: ColourBy
  compare?: { runs: string[]; link: string; seed: number }
  generate?: Record<string, number | string | boolean | undefined>
}

export function keptNow(): Kept {
  const { count, across, seed, temperature, truncation, sampled, label, radius } = generate
  return {
    colour: colouring.by,
    compare: {
      runs: [...compare.chosen, ...compare.awaited].map(({ id }) => id),
      link: compare.link,
      seed: compare.seed
    },
    generate: { count, across, seed, temperature, truncation, sampled, label, radius }
  }
}

const within = (value: unknown, least: number, most: number): value is number =>
  typeof value === 'number' && value >= least && value <= most

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

/** The numbers and words of the Generate screen; its images follow from them. */
function restoreGenerate(stored: unknown): void {
  const { count, across, seed, temperature, truncation, sampled, label, radius } = asRecord(stored)
  if (within(count, 1, 1024)) generate.count = Math.round(count)
  if (within(across, 1, 100)) generate.across = Math.round(across)
  if (within(seed, 0, 0xffffffff)) generate.seed = Math.round(seed)
  if (within(temperature, 0.05, 2)) generate.temperature = temperature
  generate.truncation = within(truncation, 1e-3, 10) ? truncation : undefined
  generate.sampled = sampled === true
  if (typeof label === 'string') generate.label = label
  if (within(radius, 0, 10)) generate.radius = radius
}

export function restoreKept({ colour, ...stored }: Record<keyof Kept, unknown>): void {
  colouring.by = colourings.find((by) => by === colour) ?? 'label'
  const { runs: ids, link, seed } = asRecord(stored.compare)
  if (Array.isArray(ids)) compare.choose(runs.list.map(({ id }) => id).filter((id) => ids.includes(id)))
  compare.link = link === 'latent' ? 'latent' : 'image'
  if (within(seed, 0, 0xffffffff)) compare.seed = Math.round(seed)
  restoreGenerate(stored.generate)
}
