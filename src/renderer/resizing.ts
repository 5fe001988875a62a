import type { Pixels, RestoreImage } from '../shared/contract.ts'
import { t } from './words/words.svelte.ts'

/** What became of an image file that was not as a run takes images; nothing where it was. */
export function resizing(pixels: Pixels, was: RestoreImage['was']): string | undefined {
  if (!was) return undefined
  const plain = `${was.width}×${was.height}`
  return t('restore.resized', {
    was: was.channels > pixels.channels ? t('restore.inColour', { size: plain }) : plain,
    now: `${pixels.width}×${pixels.height}`
  })
}
