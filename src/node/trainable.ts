/** What must hold before a run can train: enough images, of its shape, with the labels it learns. */
import type { ImageShape } from '../engine/networks/parameters.ts'
import { AppError } from '../shared/errors.ts'
import type { RunConfig, RunRecord } from '../shared/schemas.ts'
import { idsOfSplit } from './latents.ts'
import type { PixelStore } from './pixels.ts'
import { writeConfig } from './runs.ts'

/** @throws AppError 'input' saying what to add when a model cannot learn from this */
export function checkTrainable(trainingImages: number): void {
  if (trainingImages < 2)
    throw new AppError(
      'input',
      `There ${trainingImages === 1 ? 'is one image' : 'are no images'} to train on, too few for a model: it takes ` +
        'two at the least, and some hundreds for a map worth looking at. Add images and import again.'
    )
}

/** @throws AppError 'input' when the project's images were made into another shape since the run began */
export function checkShape({ image }: RunRecord, store: PixelStore): void {
  const named = (shape: ImageShape) =>
    `${shape.width}×${shape.height} ${shape.channels === 1 ? 'grey' : 'colour'}`
  if (image && named(image) !== named(store))
    throw new AppError(
      'input',
      `This run learns images of ${named(image)}; the project's are ${named(store)} now. ` +
        'What it has learnt is kept. Make a new run with its settings to learn the images as they are.'
    )
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
      throw new AppError(
        'input',
        `The label “${name}” has fewer than two images to train on. Add images of it, or take them out, and import again.`
      )
  const complete = { ...config, labels: store.labelNames.filter((_, label) => used[label]) }
  await writeConfig(project, run, complete)
  return complete
}

/** The images whose label the model learns; all of them for a model without a condition. */
export function labelled(store: PixelStore, ids: Int32Array, { labels }: RunConfig): Int32Array {
  if (!labels) return ids
  return ids.filter((id) => labels.includes(store.labelNames[store.labels[id]]))
}
