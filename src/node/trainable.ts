/** What must hold before a run can train: enough images, of its shape, with the labels it learns. */
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import type { RunConfig, RunRecord } from '../shared/schemas.ts'
import { idsOfSplit } from './latents.ts'
import type { PixelStore } from './pixels.ts'
import { writeConfig } from './runs.ts'
import { sameShape, shapeValues } from './shape.ts'

/** @throws AppError 'input' saying what to add when a model cannot learn from this */
export function checkTrainable(trainingImages: number): void {
  if (trainingImages < 2)
    throw new AppError('input', said(trainingImages === 1 ? 'one-training-image' : 'no-training-images'))
}

/** @throws AppError 'input' when the project's images were made into another shape since the run began */
export function checkShape({ image }: RunRecord, store: PixelStore): void {
  if (image && !sameShape(image, store))
    throw new AppError('input', said('run-shape', shapeValues(image, store)))
}

/**
 * A conditional model's settings with the labels it learns, which are those the project has when it begins.
 * @throws AppError 'input' when a label has too few images to learn it from
 */
export async function withLabels(
  project: string,
  run: string,
  config: RunConfig,
  store: PixelStore
): Promise<RunConfig> {
  if (config.model !== 'cvae' || config.condition || config.labels || store.labelNames.length === 0)
    return config
  const used = store.labelNames.map((_, label) =>
    store.labels.some((of, id) => of === label && !store.excluded[id])
  )
  const ids = idsOfSplit(store, 0)
  for (const [label, name] of store.labelNames.entries())
    if (used[label] && ids.filter((id) => store.labels[id] === label).length < 2)
      throw new AppError('input', said('label-images', { name }))
  const complete = { ...config, labels: store.labelNames.filter((_, label) => used[label]) }
  await writeConfig(project, run, complete)
  return complete
}

/** The images whose label the model learns; all of them for a model without a condition. */
export function labelled(store: PixelStore, ids: Int32Array, { labels }: RunConfig): Int32Array {
  if (!labels) return ids
  return ids.filter((id) => labels.includes(store.labelNames[store.labels[id]]))
}
