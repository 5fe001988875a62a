/** What main answers the window, name by name. */
import path from 'node:path'
import { app, nativeTheme, shell } from 'electron'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import { readImage, writeImage, writeText } from './clipboard.ts'
import { openFile, openFolders, openImages, openProject, save } from './dialogs.ts'
import { dragPicture } from './drag.ts'
import type { AppHandlers } from './ipc.ts'
import { kindOf, samplePath, suggestProjectPath } from './paths.ts'
import type { SettingsStore } from './settings.ts'
import type { Trainings, TrainingWorker } from './trainings.ts'
import type { Words } from './words.ts'

export interface RequestContext {
  store: SettingsStore
  trainings: Pick<Trainings<TrainingWorker>, 'start' | 'pause' | 'stop' | 'jobs'>
  /** Gives the window ports to the workers that are there. */
  openPorts(): void
  /** What dialogs say, in the language of now. */
  words(): Words
  /** Told when a person may have chosen another language. */
  languageWritten(): void
  /** Told when the window has stored its view. */
  viewWritten(): void
  /** What the app was started with; handed out once. */
  openedWith: string[]
}

export function requestHandlers(context: RequestContext): AppHandlers {
  const { store, trainings, openPorts, openedWith, words, languageWritten, viewWritten } = context
  return {
    'app.info': () => ({
      version: app.getVersion(),
      electron: process.versions.electron,
      chromium: process.versions.chrome,
      node: process.versions.node,
      platform: `${process.platform} ${process.arch}`,
      electronSource: process.env.LATENTSCAPE_ELECTRON_SOURCE ?? 'official',
      settingsFile: store.file
    }),
    'ports.open': openPorts,
    'app.openedWith': () => openedWith.splice(0),
    'settings.read': () => store.settings,
    'settings.write': (_window, patch) => {
      const settings = store.write(patch)
      nativeTheme.themeSource = settings.theme
      if (patch.language) languageWritten()
      return settings
    },
    'view.read': (_window, project) => store.view(project),
    'view.write': (_window, project, state) => {
      store.writeView(project, state)
      viewWritten()
    },
    'recent.list': () => store.recent,
    'recent.add': (_window, project) => {
      app.addRecentDocument(project.path)
      return store.addRecent(project)
    },
    'recent.forget': (_window, project) => store.forgetRecent(project),
    'dialog.openFolders': (window) => openFolders(window, words()),
    'dialog.openImages': (window) => openImages(window, words()),
    'dialog.openProject': (window) => openProject(window, words()),
    'dialog.openFile': openFile,
    'dialog.save': (window, request) => save(window, request, words()),
    'sample.path': samplePath,
    'project.suggestPath': (_window, inputs) => suggestProjectPath(inputs),
    'paths.kinds': (_window, paths) => paths.map(kindOf),
    'clipboard.writeImage': (_window, png) => writeImage(png),
    'drag.picture': dragPicture,
    'clipboard.readImage': async () => {
      const bytes = await readImage()
      return bytes && { bytes }
    },
    'clipboard.writeText': (_window, text) => writeText(text),
    'shell.reveal': (_window, file) => {
      if (!path.isAbsolute(file) || kindOf(file) === 'missing')
        throw new AppError('missing', said('not-found', { path: file }))
      shell.showItemInFolder(file)
    },
    'training.start': (_window, project, run) => trainings.start(project, run),
    'training.pause': (_window, run) => trainings.pause(run),
    'training.stop': (_window, run) => trainings.stop(run),
    'training.jobs': () => trainings.jobs
  }
}
