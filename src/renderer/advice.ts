/** What a run shows about itself, in words, and the words of the button that offers the change. */
import type { Advice } from '../shared/advice.ts'
import { formatCount, formatNumber } from './formats.ts'
import { t } from './words/words.svelte.ts'

export function adviceWords({ kind, figures, change }: Advice): { seen: string; offer?: string } {
  switch (kind) {
    case 'diverged':
      return {
        seen: t('advice.diverged', { rate: figures.rate }),
        offer: t('advice.divergedOffer', { rate: figures.learningRate })
      }
    case 'few-images':
      return { seen: t('advice.fewImages', { images: formatCount(figures.images) }) }
    case 'collapsed': {
      const seen = t('advice.collapsed', { kl: formatNumber(figures.kl, 2) })
      if (change?.betaKl !== undefined)
        return { seen, offer: t('advice.collapsedWeight', { weight: formatNumber(change.betaKl, 1) }) }
      return { seen, offer: change && t('advice.collapsedWarmUp', { epochs: figures.epochs }) }
    }
    case 'overfitted':
      return {
        seen: t('advice.overfitted', {
          train: formatNumber(figures.train, 1),
          validation: formatNumber(figures.validation, 1)
        }),
        offer: change && t('advice.overfittedOffer', { epochs: figures.epochs })
      }
    case 'blurred':
      return {
        seen: t('advice.blurred', { kept: figures.kept }),
        offer: change?.likelihood
          ? t('advice.blurredSigma')
          : t('advice.blurredLatents', { latent: figures.latent })
      }
  }
}
