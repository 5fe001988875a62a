/** Models that leave for other programs and come back. */
import type { ModelFormat } from '../../shared/contract.ts'
import type { RunRecord } from '../../shared/schemas.ts'
import { app, explorer } from '../connection.ts'
import { t } from '../words/words.svelte.ts'
import { attempt } from './actions.ts'
import { runs } from './runs.svelte.ts'
import { saved } from './saving.ts'
import { toasts } from './toasts.svelte.ts'

/** A name that every system takes as a file's. */
const plain = (name: string) => name.replaceAll(/[/\\:*?"<>|\0]/g, '-')

/** Writes a run's networks where a person chooses; false when they cancelled or it failed. */
export async function exportModel(run: RunRecord, format: ModelFormat): Promise<boolean> {
  let done = false
  await attempt(async () => {
    const single = format === 'safetensors'
    const name = plain(`${run.name} ${single ? t('export.name.model') : format}`)
    const path = await app.call('dialog.save', {
      name: single ? `${name}.safetensors` : name,
      title: t('modelFile.title'),
      filters: single ? [{ name: 'safetensors', extensions: ['safetensors'] }] : undefined
    })
    if (!path) return
    saved((await explorer.call('model.export', run.id, format, path)).path)
    done = true
  })
  return done
}

/** Weights that a person chose and that do not say what network they are of. */
class UnknownModel {
  path = $state<string | undefined>()
  name: string = $derived(this.path?.split(/[/\\]/).at(-1) ?? '')
}
export const unknownModel = new UnknownModel()

/** Makes a run of a model that a person chooses; where it does not say its settings, a run is asked for. */
export async function importModel(): Promise<void> {
  await attempt(async () => {
    const path = await app.call('dialog.openFile', {
      title: t('modelFile.importTitle'),
      filters: [{ name: t('modelFile.kinds'), extensions: ['safetensors', 'zip'] }]
    })
    if (!path) return
    const run = await explorer.call('model.import', path)
    if (run) taken(run)
    else unknownModel.path = path
  })
}

/** Makes a run of the weights that did not say their settings: those of another run. */
export async function importLike(like: string): Promise<void> {
  const { path } = unknownModel
  if (path === undefined) return
  await attempt(async () => {
    const run = await explorer.call('model.import', path, like)
    unknownModel.path = undefined
    if (run) taken(run)
  })
}

function taken(run: RunRecord): void {
  runs.take(run)
  runs.selected = run.id
  toasts.show(t('modelFile.imported', { name: run.name }), 'good')
}
