/** What is said of restored pictures, by kind. */
import type { Likeness, Observed } from '../../../shared/contract.ts'
import { formatNumber } from '../../formats.ts'
import type { Key } from '../../words/words.svelte.ts'

/** What restores without a model is called. */
export const baselineKeys = {
  bicubic: 'restore.baseline.bicubic',
  surroundings: 'restore.baseline.surroundings',
  blurred: 'restore.baseline.blurred',
  median: 'restore.baseline.median',
  unsharp: 'restore.baseline.unsharp'
} as const satisfies Record<Observed['baselineName'], Key>

/** "21.4 dB · 0.76": PSNR and SSIM, the same in every language. */
export function likenessText({ psnr, ssim }: Likeness): string {
  const decibels = Number.isFinite(psnr) ? formatNumber(psnr, 1) : '∞'
  return Number.isFinite(ssim) ? `${decibels} dB · ${formatNumber(ssim, 2)}` : `${decibels} dB`
}
