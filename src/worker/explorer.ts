/** The explorer worker: it owns the open project and answers the window over a port of its own. */
import type { ExplorerRequests, WorkerEvents } from '../shared/contract.ts'
import { controlSchemas } from '../shared/control.ts'
import type { ExplorerControl, ExplorerControlEvents } from '../shared/control.ts'
import { explorerSchemas, validator } from '../shared/requests.ts'
import { rpcServer } from '../shared/rpc.ts'
import type { Handlers } from '../shared/rpc.ts'
import { Audience } from './audience.ts'
import { compareHandlers } from './handlers/compare.ts'
import { conditionHandlers } from './handlers/conditions.ts'
import { datasetHandlers } from './handlers/datasets.ts'
import { exportHandlers } from './handlers/exports.ts'
import { fieldHandlers } from './handlers/fields.ts'
import { generateHandlers } from './handlers/generate.ts'
import { historyHandlers } from './handlers/history.ts'
import { mapHandlers } from './handlers/maps.ts'
import { markHandlers } from './handlers/marks.ts'
import { modelHandlers } from './handlers/models.ts'
import { projectHandlers } from './handlers/projects.ts'
import { restoreHandlers } from './handlers/restore.ts'
import { runHandlers } from './handlers/runs.ts'
import { searchHandlers } from './handlers/search.ts'
import { selectionHandlers } from './handlers/selections.ts'
import { LazyEngine } from './lazyEngine.ts'
import { openParent } from './parent.ts'
import { Session } from './session.ts'

const parent = openParent()
const audience = new Audience()
const engine = new LazyEngine(audience)
const session = new Session({
  engine: () => engine.get(),
  progress: audience.progress,
  project: (project) => main.emit('project', project)
})

const answers: Handlers<ExplorerRequests> = {
  'engine.report': () => engine.report(),
  ...projectHandlers(session),
  ...datasetHandlers(session),
  ...runHandlers(session, (record) => audience.emit('run.changed', record)),
  ...mapHandlers(session),
  ...conditionHandlers(session),
  ...historyHandlers(session),
  ...fieldHandlers(session),
  ...markHandlers(session),
  ...selectionHandlers(session),
  ...compareHandlers(session),
  ...generateHandlers(session),
  ...searchHandlers(session),
  ...restoreHandlers(session, (progress) => audience.emit('restore.progress', progress)),
  ...exportHandlers(session),
  ...modelHandlers(session, (record) => audience.emit('run.changed', record))
}
const control: Handlers<ExplorerControl> = {
  async 'control.begin'(_context, project, training) {
    session.setTraining(training)
    engine.start()
    if (project) await session.open(project)
  },
  'control.training': (_context, training) => session.setTraining(training),
  'control.takeIn': (_context, project, run) => session.takeIn(project, run),
  async 'control.close'() {
    engine.close()
    await session.close()
  }
}

// The parent may ask everything; from the command line and in tests there is nobody else.
type Everything = ExplorerRequests & ExplorerControl
const main = rpcServer<Everything, WorkerEvents & ExplorerControlEvents>(
  parent.wire,
  { ...answers, ...control },
  validator<Everything>({ ...explorerSchemas, ...controlSchemas })
)
if (!parent.hasWindow) audience.add(main)

parent.onWindow((wire) => {
  const server = rpcServer<ExplorerRequests, WorkerEvents>(wire, answers, validator(explorerSchemas))
  wire.onClose(audience.add(server))
})
