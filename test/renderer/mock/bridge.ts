/**
 * One mock of everything behind the window: main as `window.latentscape`, the explorer worker behind a port.
 * `?start` opens no project; `?project` opens the sample with two runs; `?slow` makes long jobs take time.
 */
import type { AppRequests, Bridge, Reply, TrainingJob } from '../../../src/shared/bridge.ts'
import type { Encoded, ExplorerRequests, ProjectSummary, WorkerEvents } from '../../../src/shared/contract.ts'
import { AppError, toEnvelope } from '../../../src/shared/errors.ts'
import { rpcServer } from '../../../src/shared/rpc.ts'
import type { Handlers } from '../../../src/shared/rpc.ts'
import type { ImageSettings, Metric, RunConfig, RunRecord } from '../../../src/shared/schemas.ts'
import { domWire } from '../../../src/shared/wire.ts'
import { mainHandlers } from './app.ts'
import { Model, loadSample } from './model.ts'
import { restoreHandlers } from './restore.ts'
import { config, record, termsAt } from './runs.ts'
import { selectionHandlers } from './selections.ts'

const query = new URLSearchParams(location.search)
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

export async function install(): Promise<void> {
  const sample = await loadSample()
  const models = { 2: new Model(sample, 2), 8: undefined as Model | undefined }
  const runs = new Map<string, { record: RunRecord; config: RunConfig; metrics: Metric[] }>()
  const deleted = new Map<string, { record: RunRecord; config: RunConfig; metrics: Metric[] }>()
  const imageSettings: ImageSettings = { size: 28, channels: 'gray', fit: 'fit', background: '#000000' }
  let opened: string | undefined
  let jobs: TrainingJob[] = []
  let appListener: (name: string, value: unknown) => void = () => undefined
  let emit: <Name extends keyof WorkerEvents & string>(name: Name, value: WorkerEvents[Name]) => void = () =>
    undefined

  const modelOf = (run: string): Model => {
    const latent = runs.get(run)?.config.latent ?? 2
    return latent === 2 ? models[2] : (models[8] ??= new Model(sample, 8))
  }
  const metricsUpTo = (epochs: number, total: number): Metric[] =>
    Array.from({ length: epochs }, (_, i) => i + 1).flatMap((epoch) => [
      {
        split: 'train' as const,
        epoch,
        step: epoch * 36,
        ...termsAt(epoch / total, 1.5 * Math.sin(epoch * 7))
      },
      {
        split: 'validation' as const,
        epoch,
        step: epoch * 36,
        ...termsAt(epoch / total, 3 + Math.sin(epoch * 3))
      }
    ])
  const addRun = (
    id: string,
    name: string,
    minutes: number,
    status: RunRecord['status'],
    epoch: number,
    changes = {}
  ) =>
    runs.set(id, {
      record: record(id, name, minutes, status, epoch),
      config: { ...config, ...changes },
      metrics: metricsUpTo(epoch, 40)
    })
  if (query.has('project')) {
    addRun('first', 'First map', 90, 'finished', 40)
    addRun('eight', 'VAE · conv · 8 dims', 30, 'stopped', 22, {
      latent: 8,
      network: { kind: 'conv', filters: [32, 64], width: 256 }
    })
    addRun('failed', 'Learning rate 0.1', 12, 'failed', 3)
    runs.get('failed')!.record.problem =
      'Training left the finite numbers in epoch 4. The run until epoch 3 is safe. Try a tenth of the learning rate.'
  }
  const summary = (): ProjectSummary => ({
    path: opened!,
    name: opened!.includes('fashion') ? 'Fashion study' : 'My images',
    dataset: {
      count: sample.count,
      settings: imageSettings,
      labels: sample.names.map((name, label) => ({
        name,
        count: sample.labels.reduce((sum, value) => sum + (value === label ? 1 : 0), 0)
      })),
      splits: { train: 4500, validation: 500, test: 0 },
      problems: 3,
      duplicates: 2,
      nearBinary: false,
      dataVersion: 1,
      importVersion: 1,
      excluded: 0
    },
    runs: [...runs.values()].map((run) => run.record)
  })
  const splitOf = (id: number) => (id % 10 === 0 ? ('validation' as const) : ('train' as const))
  const encoded = (run: string, id: number): Encoded => {
    const model = modelOf(run)
    const mean = model.z.slice(id * model.latent, (id + 1) * model.latent)
    return {
      mean,
      logVariance: mean.map(() => -3),
      image: model.images([id]),
      reconstruction: model.decode(mean),
      neighbours: model.nearest(mean, 8)
    }
  }
  const change = (id: string, patch: Partial<RunRecord>): RunRecord => {
    const run = runs.get(id)
    if (!run) throw new AppError('missing', 'This run is not there any more.')
    run.record = { ...run.record, ...patch }
    emit('run.changed', run.record)
    return run.record
  }
  const importing = async (signal: AbortSignal, phase: string): Promise<void> => {
    const total = sample.count
    const steps = query.has('slow') ? 200 : 6
    for (let i = 0; i <= steps; i++) {
      if (signal.aborted) throw new AppError('cancelled', 'Cancelled')
      emit('progress', {
        phase,
        done: Math.round((i / steps) * total),
        total,
        unit: 'images',
        rate: 2130,
        secondsLeft: (1 - i / steps) * steps * 0.1
      })
      await pause(100)
    }
  }

  const handlers: Handlers<ExplorerRequests> = {
    ...selectionHandlers(sample, () => summary().dataset, modelOf),
    'engine.report': async () => {
      if (query.has('slow'))
        for (let i = 0; i < 300; i++) {
          emit('progress', {
            phase: 'downloading TensorFlow',
            done: i * 1e6,
            total: 274e6,
            unit: 'bytes',
            rate: 8e6,
            secondsLeft: 30 - i / 10
          })
          await pause(100)
        }
      const chosen = { name: 'tensorflow' as const, loaded: true, version: '2.21', device: '2 CPU threads' }
      return [chosen, { name: 'webgpu', loaded: false, reason: 'Only a software adapter is there.' }]
    },
    'project.open': (_, path) => {
      opened = path
      if (path.includes('missing'))
        throw new AppError(
          'missing',
          'This project is not there any more: it was moved or deleted. Nothing else is affected. Choose another one.'
        )
      return summary()
    },
    'project.import': async ({ signal }, _inputs, out) => {
      await importing(signal, 'reading images')
      opened = out
      runs.clear()
      return summary()
    },
    'project.close': () => void (opened = undefined),
    'project.summary': summary,
    'dataset.reimport': async ({ signal }, options) => {
      await importing(signal, 'reading images')
      Object.assign(imageSettings, {
        channels: options.channels ?? imageSettings.channels,
        fit: options.fit ?? imageSettings.fit
      })
      return summary()
    },
    'dataset.list': (_, filter, offset, count) =>
      Array.from({ length: sample.count }, (_, id) => id)
        .filter((id) => filter.label === undefined || sample.labels[id] === filter.label)
        .filter((id) => filter.split === undefined || splitOf(id) === filter.split)
        .slice(offset, offset + count)
        .map((id) => ({ id, path: sample.paths[id], label: sample.labels[id], split: splitOf(id) })),
    'dataset.pixels': (_, ids) => models[2].images(ids),
    'dataset.problems': () => [
      { path: 'Bag/00217.png', reason: 'The file ends too early; it was probably not copied whole.' },
      { path: 'Coat/notes.txt', reason: 'Not an image.' },
      {
        path: 'Shirt/IMG_2044.heic',
        reason: 'HEIC images cannot be read. Save it as JPEG or PNG and import again.'
      }
    ],
    'dataset.preview': (_, id, wanted) => {
      const before = models[2].images([id])
      const after = { ...before, data: before.data.slice(), width: before.width, height: before.height }
      if (wanted.channels === 'rgb') {
        after.channels = 3
        after.data = Uint8Array.from(
          { length: before.data.length * 3 },
          (_, i) => before.data[Math.floor(i / 3)]
        )
      }
      return { before, after }
    },
    'run.create': (_, wanted, name) => {
      const id = `run-${runs.size + 1}-${deleted.size}`
      runs.set(id, {
        record: record(id, name ?? `VAE · ${wanted.network.kind} · ${wanted.latent} dims`, 0, 'queued', 0),
        config: wanted,
        metrics: []
      })
      return runs.get(id)!.record
    },
    'run.rename': (_, run, name) => change(run, { name }),
    'run.note': (_, run, note) => change(run, { note }),
    'run.delete': (_, run) => {
      deleted.set(run, runs.get(run)!)
      runs.delete(run)
    },
    'run.undelete': (_, run) => {
      runs.set(run, deleted.get(run)!)
      deleted.delete(run)
      return runs.get(run)!.record
    },
    'run.config': (_, run) => runs.get(run)!.config,
    'run.metrics': (_, run) => runs.get(run)?.metrics ?? [],
    'run.extend': (_, run, epochs) => {
      runs.get(run)!.config.epochs += epochs
      return change(run, { status: 'paused' })
    },
    'run.snapshot': (_, run) => snapshot(run, runs.get(run)!.record.epoch),
    'run.prepare': () => undefined,
    'map.points': (_, run) => {
      const { record } = runs.get(run)!
      if (record.epoch === 0) throw new AppError('missing', 'This run has not learned anything yet.')
      return modelOf(run).points(run, record.epoch)
    },
    decode: (_, run, z) => modelOf(run).decode(z),
    'encode.file': (_, run) => encoded(run, 1234),
    'encode.bytes': (_, run) => encoded(run, 2345),
    'encode.image': (_, run, id) => encoded(run, id),
    'history.epochs': () => [],
    neighbours: (_, run, z, count) => modelOf(run).nearest(z, count),
    interpolate: (_, run, between, steps) => {
      const model = modelOf(run)
      const ends = between.map((end) =>
        'image' in end
          ? Array.from(model.z.slice(end.image * model.latent, (end.image + 1) * model.latent))
          : end.z
      )
      const z = new Float32Array(steps * model.latent)
      for (let i = 0; i < steps; i++) {
        const at = (i / (steps - 1)) * (ends.length - 1)
        const from = Math.min(ends.length - 2, Math.floor(at))
        for (let d = 0; d < model.latent; d++)
          z[i * model.latent + d] = ends[from][d] + (at - from) * (ends[from + 1][d] - ends[from][d])
      }
      return { z, pixels: model.decode(z) }
    },
    manifold: (_, run, size) => {
      const z = Float32Array.from({ length: size * size * 2 }, (_, i) => {
        const cell = Math.floor(i / 2)
        const share = i % 2 === 0 ? (cell % size) / (size - 1) : 1 - Math.floor(cell / size) / (size - 1)
        return -3 + 6 * share
      })
      return { z, pixels: modelOf(run).decode(z) }
    },
    'export.pixels': (_, path, pixels) => ({ path, bytes: pixels.data.length }),
    'export.film': (_, path, pixels) => ({ path, bytes: pixels.data.length }),
    'export.bytes': (_, path, bytes) => ({ path, bytes: bytes.length }),
    'archive.holdsProject': () => false,
    'model.export': (_, _run, _format, path) => ({ path, files: [path], bytes: 0 }),
    'model.import': () => [...runs.values()][0].record,
    'generate.about': (_, run) => ({ from: 'prior', latent: modelOf(run).latent }),
    generate: (_, run, { count, seed, temperature = 1, around }) => {
      const { latent } = modelOf(run)
      const z = Float32Array.from({ length: count * latent }, (_, i) => {
        const noise = temperature * 1.2 * Math.sin((i + 1) * 12.9898 + seed * 78.233)
        return around ? around.z[i % latent] + around.radius * noise : noise
      })
      return { z, pixels: modelOf(run).decode(z), columns: 0, from: 'prior' }
    },
    ...restoreHandlers(models[2]),
    'training.start': () => [...runs.values()][0].record,
    'training.pause': () => undefined,
    'training.stop': () => undefined
  } as Handlers<ExplorerRequests>

  function snapshot(run: string, epoch: number) {
    const model = modelOf(run)
    const ids = [10, 510, 1010, 1510, 2010, 2510, 3010, 4010]
    const z = Float32Array.from(
      ids.flatMap((id) => Array.from(model.z.slice(id * model.latent, (id + 1) * model.latent)))
    )
    const noise = Float32Array.from(z, (_, i) => 1.1 * Math.sin(i * 4.37 + 1))
    return {
      run,
      epoch,
      validation: termsAt(epoch / 40, 3),
      originals: model.images(ids),
      reconstructions: model.decode(z.map((value) => value * Math.min(1, epoch / 6))),
      samples: model.decode(noise.map((value) => value * Math.min(1, epoch / 6)))
    }
  }

  async function train(run: string): Promise<void> {
    const job = jobs.find((one) => one.run === run)
    const known = runs.get(run)
    if (!job || !known) return
    job.state = 'training'
    appListener('training.jobs', [...jobs])
    change(run, { status: 'training' })
    const total = known.config.epochs
    for (let epoch = known.record.epoch; epoch < total && job.state === 'training'; epoch++) {
      for (let i = 0; i < 10 && job.state === 'training'; i++) {
        emit('run.progress', {
          run,
          epoch,
          epochs: total,
          step: Math.round((epoch + i / 10) * 36),
          steps: total * 36,
          terms: termsAt((epoch + i / 10) / total, 8 * (Math.random() - 0.5)),
          imagesPerSecond: 11_400,
          wholeSet: -1_200_000,
          secondsLeft: (total - epoch) * 1.05,
          engine: 'tensorflow',
          device: '2 CPU threads'
        })
        await pause(100)
      }
      known.metrics = metricsUpTo(epoch + 1, total)
      for (const metric of known.metrics.slice(-2)) emit('run.metric', { run, metric })
      emit('run.points', modelOf(run).points(run, epoch + 1, Math.min(1, (epoch + 1) / 10)))
      emit('run.snapshot', snapshot(run, epoch + 1))
      change(run, {
        epoch: epoch + 1,
        step: (epoch + 1) * 36,
        bestEpoch: epoch + 1,
        seconds: (epoch + 1) * 1.1
      })
      if (query.has('crash') && epoch === 2) {
        jobs = []
        change(run, { status: 'paused' })
        appListener('training.jobs', [])
        appListener('training.ended', {
          project: opened,
          run,
          problem: {
            kind: 'lost',
            message:
              'The training worker was ended by the system. The run is safe up to epoch 3. Resume to go on from there.'
          }
        })
        return
      }
    }
    const ended = job.state as TrainingJob['state']
    const status = ended === 'pausing' ? 'paused' : ended === 'stopping' ? 'stopped' : 'finished'
    jobs = jobs.filter((one) => one !== job)
    appListener('training.jobs', [...jobs])
    appListener('training.ended', { project: opened, run, record: change(run, { status }) })
  }

  const main = mainHandlers({
    query,
    openPort() {
      const { port1, port2 } = new MessageChannel()
      const server = rpcServer<ExplorerRequests, WorkerEvents>(
        domWire(port1),
        handlers,
        (_, args) => args as never
      )
      emit = (name, value) => server.emit(name, value)
      window.postMessage({ latentscapePort: 'explorer' }, '*', [port2])
    },
    start(project, run) {
      jobs = [...jobs.filter((job) => job.run !== run), { project, run, state: 'queued' }]
      void train(run)
      return jobs
    },
    mark(run, state) {
      for (const job of jobs) if (job.run === run) job.state = state
      return (jobs = [...jobs])
    },
    jobs: () => jobs
  })

  const bridge: Bridge = {
    platform: 'linux',
    async invoke(name, args): Promise<Reply> {
      try {
        const handler = main[name as keyof AppRequests] as (...values: unknown[]) => unknown
        return { value: await handler(...args) }
      } catch (error) {
        return { error: toEnvelope(error) }
      }
    },
    onEvent(listener) {
      appListener = listener
      return () => undefined
    },
    pathForFile: (file) => (file instanceof File ? `/home/a/${file.name}` : '')
  }
  Object.assign(window, { latentscape: bridge })
}
