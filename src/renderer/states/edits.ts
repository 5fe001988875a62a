/** What a person changes about chosen images; each can be undone and done again. */
import { explorer } from '../connection.ts'
import { plural, t } from '../words/words.svelte.ts'
import { attempt } from './actions.ts'
import { history } from './history.svelte.ts'
import { marks } from './marks.svelte.ts'
import { toasts } from './toasts.svelte.ts'

/** A new label for each of some groups of images; null takes their label away. */
export interface Naming {
  ids: Int32Array
  label: string | null
}

function done(name: string, undo: () => Promise<void>, redo: () => Promise<void>): void {
  const step = { name, undo, redo }
  history.add(step)
  toasts.show(name, 'plain', {
    label: t('undo'),
    run: () => void attempt(() => history.undoStep(step))
  })
}

/** Gives images a label, of the data set or a new one. */
export async function relabel(namings: readonly Naming[]): Promise<boolean> {
  const before = marks.current?.labels
  if (!before || namings.length === 0) return false
  const ids = Int32Array.from(namings.flatMap((naming) => [...naming.ids]))
  const old = Int16Array.from(ids, (id) => before[id])
  const apply = async () => {
    for (const naming of namings) marks.take(await explorer.call('marks.relabel', naming.ids, naming.label))
  }
  return attempt(async () => {
    await apply()
    const label = namings.length === 1 ? namings[0].label : undefined
    const what = plural('selection.images', ids.length)
    const name =
      label === undefined
        ? t('edit.labelled', { images: what })
        : label === null
          ? t('edit.unlabelled', { images: what })
          : t('edit.relabelled', { images: what, label })
    done(name, async () => marks.take(await explorer.call('marks.restore', ids, old)), apply)
  })
}

/** Leaves images out of training from now on, or takes them in again. */
export async function exclude(ids: Int32Array, excluded: boolean): Promise<boolean> {
  const known = marks.current?.excluded
  const changed = ids.filter((id) => known?.[id] !== Number(excluded))
  if (changed.length === 0) return false
  const apply = (value: boolean) => async () =>
    marks.take(await explorer.call('marks.exclude', changed, value))
  return attempt(async () => {
    await apply(excluded)()
    const images = plural('selection.images', changed.length)
    done(
      excluded ? t('edit.excluded', { images }) : t('edit.included', { images }),
      apply(!excluded),
      apply(excluded)
    )
  })
}

/** Takes back the last change, and says which. */
export async function undoLast(): Promise<void> {
  await attempt(async () => {
    const name = await history.undo()
    toasts.show(name ? t('edit.undone', { name }) : t('edit.nothingToUndo'))
  })
}

/** Does what was last undone again. */
export async function redoLast(): Promise<void> {
  await attempt(async () => {
    const name = await history.redo()
    toasts.show(name ? t('edit.redone', { name }) : t('edit.nothingToRedo'))
  })
}
