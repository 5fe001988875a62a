/** What the mock worker answers about labels, exclusions and selections. */
import type {
  Condition,
  DatasetSummary,
  EditedImages,
  ImageMeasures,
  MarkRequests,
  OrderColumn,
  SelectionRequests
} from '../../../src/shared/contract.ts'
import { splits } from '../../../src/shared/schemas.ts'
import type { Handlers } from '../../../src/shared/rpc.ts'
import type { Model, Sample } from './model.ts'

/**
 * @param dataset as it is; its labels and exclusions follow what is marked
 * @param modelOf the model of a run
 */
export function selectionHandlers(
  sample: Sample,
  dataset: () => DatasetSummary,
  modelOf: (run: string) => Model
): Handlers<MarkRequests & SelectionRequests> {
  const excluded = new Uint8Array(sample.count)
  const splitOf = (id: number) => (id % 10 === 0 ? 1 : 0)
  const all = () => Int32Array.from({ length: sample.count }, (_, id) => id)
  const marks = () => ({
    labels: sample.labels.slice(),
    splits: Uint8Array.from(all(), splitOf),
    excluded: excluded.slice()
  })
  const edited = (): EditedImages => ({ marks: marks(), dataset: dataset() })
  const measure = (run: string): ImageMeasures => ({
    run,
    epoch: 40,
    reconstruction: Float32Array.from(all(), (id) => -240 - 30 * Math.sin(id)),
    kl: Float32Array.from(all(), (id) => 6 + Math.cos(id))
  })
  const numberOf = (run: string, column: string) => {
    const { reconstruction, kl } = measure(run)
    if (column === 'elbo') return (id: number) => reconstruction[id] - kl[id]
    if (column === 'reconstruction') return (id: number) => reconstruction[id]
    return column === 'kl' ? (id: number) => kl[id] : (id: number) => id
  }
  const fits = (run: string, condition: Condition) => (id: number) => {
    switch (condition.column) {
      case 'label':
        return condition.any.includes(sample.labels[id])
      case 'split':
        return condition.any.includes(splits[splitOf(id)])
      case 'file':
        return sample.paths[id].toLowerCase().includes(condition.contains.toLowerCase())
      case 'excluded':
        return (excluded[id] === 1) === condition.is
      case 'duplicate':
      case 'inferred':
        return false
      default: {
        const value = numberOf(run, condition.column)(id)
        return value >= (condition.from ?? -Infinity) && value <= (condition.to ?? Infinity)
      }
    }
  }
  const orderOf = (run: string, column: OrderColumn) => {
    const ids = all()
    if (column === 'path') return ids.sort((a, b) => (sample.paths[a] < sample.paths[b] ? -1 : 1))
    if (column === 'label') return ids.sort((a, b) => sample.labels[a] - sample.labels[b])
    if (column === 'split') return ids.sort((a, b) => splitOf(a) - splitOf(b))
    const value = numberOf(run, column)
    return ids.sort((a, b) => value(a) - value(b))
  }

  return {
    'marks.read': marks,
    'marks.relabel': (_, ids, label) => {
      if (label !== null && !sample.names.includes(label)) sample.names.push(label)
      for (const id of ids) sample.labels[id] = label === null ? -1 : sample.names.indexOf(label)
      return edited()
    },
    'marks.restore': (_, ids, labels) => {
      ids.forEach((id, at) => (sample.labels[id] = labels[at]))
      return edited()
    },
    'marks.exclude': (_, ids, out) => {
      for (const id of ids) excluded[id] = Number(out)
      return edited()
    },
    'images.measure': (_, run) => measure(run),
    'images.find': (_, run, filter) =>
      all().filter((id) => filter.every((condition) => fits(run ?? '', condition)(id))),
    'images.near': (_, run, of, _space, count) => {
      const model = modelOf(run)
      return model.nearest(model.z.subarray(of[0] * model.latent, (of[0] + 1) * model.latent), count)
    },
    'images.order': (_, run, column) => orderOf(run ?? '', column),
    'images.details': (_, ids) =>
      Array.from(ids, (id) => ({
        id,
        path: sample.paths[id],
        width: 28,
        height: 28,
        bytes: 600 + (id % 97)
      })),
    'images.average': (_, run, ids) => {
      const model = modelOf(run)
      const mean = new Float32Array(model.latent)
      for (const id of ids)
        for (let d = 0; d < model.latent; d++) mean[d] += model.z[id * model.latent + d] / ids.length
      const deviation = mean.map((_, d) =>
        Math.sqrt(
          ids.reduce((sum, id) => sum + (model.z[id * model.latent + d] - mean[d]) ** 2, 0) / ids.length
        )
      )
      return {
        count: ids.length,
        mean,
        deviation,
        decoded: model.decode(mean),
        image: model.images([ids[0]])
      }
    },
    'images.clusters': (_, _run, ids, count) => {
      const groups = new Int32Array(sample.count).fill(-1)
      for (const id of ids) groups[id] = sample.labels[id] % count
      return groups
    },
    'export.selection': (_, path, _run, ids) => ({ path, bytes: ids.length * 60 }),
    'export.images': (_, path, ids) => ({ path, bytes: ids.length * 600 })
  }
}
