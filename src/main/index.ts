/** The app: one window, the workers behind it, and an orderly end. */
import path from 'node:path'
import { app, MessageChannelMain, session } from 'electron'
import type { BrowserWindow, MessagePortMain } from 'electron'
import { channels } from '../shared/bridge.ts'
import type { PortMessage } from '../shared/bridge.ts'
import type { TrainingRequests, WorkerEvents } from '../shared/contract.ts'
import { needSchemas } from '../shared/control.ts'
import type { TrainingNeeds } from '../shared/control.ts'
import { filmVariable } from '../shared/film.ts'
import { validator } from '../shared/requests.ts'
import { EngineHost } from './engineHost.ts'
import { Explorer } from './explorer.ts'
import { encodeFilm } from './film.ts'
import { handleRequests, send } from './ipc.ts'
import { setMenu } from './menu.ts'
import { pathsAmong } from './paths.ts'
import { quitInOrder, quitWith } from './quit.ts'
import { requestHandlers } from './requests.ts'
import { registerScheme, secureContents, secureSession } from './security.ts'
import { SettingsStore } from './settings.ts'
import { Trainings } from './trainings.ts'
import { tryEngine } from './trials.ts'
import { createWindow } from './window.ts'
import { wordsIn } from './words.ts'

/** `out/`, where the build lies. */
const built = path.dirname(import.meta.dirname)
const worker = (name: string) => path.join(import.meta.dirname, `${name}.js`)

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

let window: BrowserWindow | undefined

/** Makes a channel and gives one end to the window; the other is for a worker. */
function portToWindow(kind: PortMessage['latentscapePort']): MessagePortMain | undefined {
  if (!window || window.isDestroyed()) return undefined
  const { port1, port2 } = new MessageChannelMain()
  window.webContents.postMessage(channels.port, kind, [port2])
  return port1
}

function start(): void {
  const store = new SettingsStore(path.join(app.getPath('userData'), 'settings.json'))
  const openedWith = pathsAmong(process.argv.slice(app.isPackaged ? 1 : 2), process.cwd())
  // The window asks for ports when it listens; from then on it gets new ones as workers come.
  let listening = false
  let viewWritten = () => {}

  const explorer = new Explorer(worker('explorer'), {
    started: () => connectExplorer(),
    state: (state) => send(window, 'explorer', state),
    project: (project) => window?.setTitle(project ? `${project.name} – Latentscape` : 'Latentscape')
  })
  const trainings = new Trainings<EngineHost<TrainingRequests, WorkerEvents>>({
    start: () => {
      const host = new EngineHost<TrainingRequests, WorkerEvents>('training', worker('training'))
      host.serve<TrainingNeeds>(
        { 'engine.try': ({ signal }, trial) => tryEngine(worker('child'), trial, signal) },
        validator<TrainingNeeds>(needSchemas)
      )
      host.client.on('run.progress', ({ epoch, epochs }) => window?.setProgressBar(epoch / epochs))
      connectTraining(host)
      return host
    },
    jobs: (jobs) => {
      explorer.setTraining(jobs)
      send(window, 'training.jobs', jobs)
    },
    ended: (end) => {
      window?.setProgressBar(-1)
      // Its figures are in the database before the window hears of the end; files remain if that fails.
      const tell = () => send(window, 'training.ended', end)
      explorer.takeIn(end.project, end.run).then(tell, tell)
    }
  })

  function connectExplorer(): void {
    const port = listening ? portToWindow('explorer') : undefined
    if (port) explorer.sendPort(port)
  }
  function connectTraining(host: EngineHost<TrainingRequests, WorkerEvents>): void {
    const port = listening ? portToWindow('training') : undefined
    if (port) host.sendPort(port)
  }
  function openWindow(): void {
    listening = false
    window = createWindow(store, built)
    quitWith(window)
    window.on('closed', () => (window = undefined))
  }

  const words = () => wordsIn(store.settings.language, app.getLocale())
  const showMenu = () => setMenu(words(), (command) => send(window, 'menu', command))

  handleRequests(
    requestHandlers({
      store,
      trainings,
      openedWith,
      words,
      languageWritten: showMenu,
      viewWritten: () => viewWritten(),
      openPorts: () => {
        listening = true
        connectExplorer()
        if (trainings.worker) connectTraining(trainings.worker)
      }
    })
  )
  showMenu()
  secureSession(session.defaultSession, path.join(built, 'renderer'))
  openWindow()
  explorer.start()

  app.on('second-instance', (_event, words, folder) => {
    if (!window) openWindow()
    if (window?.isMinimized()) window.restore()
    window?.focus()
    const paths = pathsAmong(words.slice(1), folder)
    if (paths.length > 0) send(window, 'open', paths)
  })
  app.on('open-file', (event, file) => {
    event.preventDefault()
    if (window) send(window, 'open', [file])
    else openedWith.push(file)
  })
  quitInOrder(async () => {
    // The window says what it shows, and is gone for the person; saving may take longer.
    // It may store several things: a moment after the last it is done.
    const written = new Promise((resolve) => (viewWritten = () => void setTimeout(resolve, 50)))
    send(window, 'quitting', null)
    await Promise.race([written, pause(300)])
    window?.hide()
    await Promise.race([trainings.close(), pause(30_000)])
    await explorer.close()
    store.flush()
  })
}

const forFilm = process.env[filmVariable] !== undefined

if (forFilm || app.requestSingleInstanceLock()) {
  // As root Chromium cannot isolate its processes; the page is without Node all the same.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  registerScheme()
  secureContents()
  void app.whenReady().then(() => (forFilm ? encodeFilm(built) : start()))
} else app.quit()
