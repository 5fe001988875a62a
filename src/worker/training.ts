/**
 * The training worker: one training, in a process of its own that gives way to everything else on the machine.
 * The app starts it as a utility process, the command line forks it.
 */
import { setPriority } from 'node:os'
import type { Engine } from '../engine/engine.ts'
import { chooseEngine } from '../node/backends/choose.ts'
import { engineOf, readEnvironment } from '../node/runs.ts'
import { longWork, orFailed, trainRun } from '../node/training.ts'
import type { TrainingListeners } from '../node/training.ts'
import type { AttendanceRequests, TrainingRequests, WorkerEvents } from '../shared/contract.ts'
import type { TrainingNeeds } from '../shared/control.ts'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import { attendanceSchemas, trainingSchemas, validator } from '../shared/requests.ts'
import { rpcClient, rpcServer } from '../shared/rpc.ts'
import type { Handlers } from '../shared/rpc.ts'
import type { Starter } from '../shared/trials.ts'
import { Audience } from './audience.ts'
import { GiveWay } from './giveway.ts'
import { openParent } from './parent.ts'

setPriority(10)

/** The command line shows figures alone; pictures of the learning would only take time from it. */
const figuresOnly = process.argv.includes('--figures-only')
const parent = openParent()
const audience = new Audience()
const giveWay = new GiveWay()
let training: AbortController | undefined

const needs = rpcClient<TrainingNeeds, object>(parent.wire)
/** Main starts processes for a utility process, which cannot; a forked one starts its own. */
const starter: Starter | undefined = parent.hasWindow
  ? (trial, signal) => (signal ? needs.with(signal) : needs).call('engine.try', trial)
  : undefined

/** The engine a run asks for. Resuming takes it, and the threads, as the run began, or it would not repeat bitwise. */
async function openEngine(project: string, run: string, signal: AbortSignal): Promise<Engine> {
  const threads = (await readEnvironment(project, run))?.threads
  const lines: string[] = []
  const line = (text: string) => void lines.push(text)
  // Images that are missing are told of by the training.
  const work = await longWork(project, run).catch(() => undefined)
  const report = { progress: audience.progress, threads, work, starter, line }
  const engine = await chooseEngine(await engineOf(project, run), report, signal)
  const { name, version, device } = engine
  audience.emit('engine', { name, version, device, loaded: true, reason: lines.at(-1) })
  return engine
}

const answers: Handlers<TrainingRequests> = {
  async 'training.start'({ signal }, project, run) {
    if (training) throw new AppError('busy', said('training-other'))
    const controller = new AbortController()
    training = controller
    signal.addEventListener('abort', () => controller.abort('pause'))
    try {
      const engine = await orFailed(project, run, () => openEngine(project, run, controller.signal))
      return await trainRun({
        project,
        run,
        engine,
        signal: controller.signal,
        on: listenersOf(run),
        through: parent.hasWindow ? (program) => giveWay.before(program) : undefined
      })
    } finally {
      training = undefined
    }
  },
  'training.pause': () => training?.abort('pause'),
  'training.stop': () => training?.abort('stop')
}

const main = rpcServer<TrainingRequests, WorkerEvents>(parent.wire, answers, validator(trainingSchemas))
if (!parent.hasWindow) audience.add(main)
parent.onWindow((wire) => {
  // The window listens here, and says when somebody waits; all else it asks of main, which keeps the queue.
  const attendance: Handlers<AttendanceRequests> = { 'training.giveWay': () => giveWay.ask() }
  const server = rpcServer<AttendanceRequests, WorkerEvents>(wire, attendance, validator(attendanceSchemas))
  wire.onClose(audience.add(server))
})

const pictures: TrainingListeners = {
  snapshot: (snapshot) => audience.emit('run.snapshot', snapshot),
  points: (points) => audience.emit('run.points', points)
}

/** Tells everyone who listens. */
function listenersOf(run: string): TrainingListeners {
  return {
    progress(progress) {
      audience.emit('run.progress', progress)
      // Main shows how far it is on the taskbar.
      if (parent.hasWindow) main.emit('run.progress', progress)
    },
    ...(figuresOnly ? {} : pictures),
    metric: (metric) => audience.emit('run.metric', { run, metric }),
    changed: (record) => audience.emit('run.changed', record)
  }
}
