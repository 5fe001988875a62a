/** The selection as files: a table, the images as they were, or all in one picture. */
import { app, explorer } from '../connection.ts'
import { formatCount } from '../formats.ts'
import { t } from '../words/words.svelte.ts'
import { attempt } from './actions.ts'
import { map } from './map.svelte.ts'
import { exportName, saved, savePixels } from './saving.ts'
import { selection } from './selection.svelte.ts'
import { toasts } from './toasts.svelte.ts'

/** A sprite of more would be a picture that few programs open. */
const mostInSprite = 10_000

async function save(
  extension: string,
  write: (path: string, ids: Int32Array) => Promise<{ path: string }>
): Promise<void> {
  const { ids } = selection
  await attempt(async () => {
    const path = await app.call('dialog.save', { name: exportName(t('take.name'), extension) })
    if (path) saved((await write(path, ids)).path)
  })
}

/** Ids, files, labels, latents and measures as a CSV. */
export const saveTable = (): Promise<void> =>
  save('csv', (path, ids) => explorer.call('export.selection', path, map.run ?? null, ids))

export const saveFiles = (): Promise<void> =>
  save('zip', (path, ids) => explorer.call('export.images', path, ids))

export async function saveSprite(): Promise<void> {
  const { ids } = selection
  if (ids.length > mostInSprite) {
    toasts.show(t('take.spriteLimit', { count: formatCount(mostInSprite) }), 'bad')
    return
  }
  await attempt(async () => {
    const pixels = await explorer.call('dataset.pixels', Array.from(ids))
    await savePixels(pixels, exportName(t('take.name'), 'png'), Math.ceil(Math.sqrt(ids.length)))
  })
}
