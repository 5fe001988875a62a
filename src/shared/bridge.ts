/**
 * What the window may ask of the main process, and what it hears from it. The preload exposes a `Bridge` as
 * `window.latentscape`; `connect` in client.ts turns it into typed calls. Images and mathematics do not pass
 * here: they travel over ports straight to the workers (contract.ts).
 */
import type { ErrorEnvelope } from './errors.ts'
import type { RunRecord } from './schemas.ts'

/** What a person sets for the app as a whole; kept in the user's settings file. */
export interface Settings {
  theme: 'system' | 'dark' | 'light'
  language: 'system' | 'en' | 'zh-CN'
  /** Whether labels have shapes on the map as well as colours; not when left out. */
  shapes?: boolean
}

/** A project opened before, newest first in lists. */
export interface RecentProject {
  path: string
  name: string
  images: number
  /** When it was last opened, ISO 8601. */
  opened: string
  /** A small picture of its map, `data:image/png;base64,…`, at most 64 KB. */
  thumbnail?: string
}

export interface AppInfo {
  version: string
  electron: string
  chromium: string
  node: string
  platform: string
  /** Whether Electron is the official build or another source, as provisioned. */
  electronSource: string
  settingsFile: string
}

/** A kind of file as a dialog names it. */
export interface FileFilter {
  name: string
  /** Without the dot. */
  extensions: string[]
}

export interface SaveRequest {
  /** A file name with its extension, no folder. */
  name: string
  title?: string
  /** The kinds that are offered; the first is what the name has. */
  filters?: FileFilter[]
}

export interface OpenRequest {
  title: string
  filters: FileFilter[]
}

/** A training that runs or waits. Only one runs at a time; the others wait in the order they were asked for. */
export interface TrainingJob {
  project: string
  run: string
  state: 'queued' | 'training' | 'pausing' | 'stopping'
}

/** How a training left the queue. */
export interface TrainingEnd {
  project: string
  run: string
  /** The run's record when its worker ended in order: finished, paused or stopped. */
  record?: RunRecord
  /** What went wrong otherwise. Kind 'lost': the worker crashed; the last checkpoint is whole, resuming works. */
  problem?: ErrorEnvelope
}

/** A picture from the clipboard. */
export interface ClipboardImage {
  /** PNG file bytes. */
  bytes: Uint8Array
}

/** What the main process answers. Paths are absolute. A cancelled dialog answers [] or null. */
export interface AppRequests {
  'app.info'(): AppInfo
  /** Asks main for fresh ports to the workers; `connect` does this once, nobody else needs to. */
  'ports.open'(): void
  /** Files or folders that the app was started with, once; [] afterwards. */
  'app.openedWith'(): string[]

  'settings.read'(): Settings
  /** Changes what is given; answers the whole. The theme applies to the window at once (prefers-color-scheme). */
  'settings.write'(patch: Partial<Settings>): Settings
  /** What the window stored for a project (selected run, screen, zoom, …); null when nothing was. */
  'view.read'(project: string): unknown
  /** Stores any JSON up to 256 KB for a project. Use the project '' for what belongs to none. */
  'view.write'(project: string, state: unknown): void

  'recent.list'(): RecentProject[]
  /** Puts a project at the top of the list; call it after opening and when its thumbnail changed. */
  'recent.add'(project: Omit<RecentProject, 'opened'>): RecentProject[]
  'recent.forget'(path: string): RecentProject[]

  /** Chooses one or more folders of images. */
  'dialog.openFolders'(): string[]
  /** Chooses image files or zips. */
  'dialog.openImages'(): string[]
  'dialog.openProject'(): string | null
  /** Chooses one file of some kind. */
  'dialog.openFile'(request: OpenRequest): string | null
  /** Chooses where a file goes; it is written by the explorer's export requests. */
  'dialog.save'(request: SaveRequest): string | null

  /** The bundled sample collection, a zip. */
  'sample.path'(): string
  /** A project path that is free, in the user's documents (or the app's own folder), named after the inputs. */
  'project.suggestPath'(inputs: string[]): string
  /** For each dropped path what it is, so that the window knows what to offer. */
  'paths.kinds'(paths: string[]): ('project' | 'folder' | 'zip' | 'image' | 'other' | 'missing')[]

  'clipboard.writeImage'(png: Uint8Array): void
  /** Lets the pointer that is down drag a PNG out of the window; it lands as a file of this name. */
  'drag.picture'(png: Uint8Array, name: string): void
  'clipboard.readImage'(): ClipboardImage | null
  'clipboard.writeText'(text: string): void
  'shell.reveal'(path: string): void

  /** Trains a run now or, when another is training, after it; the run must be made (`run.create`) or paused. */
  'training.start'(project: string, run: string): TrainingJob[]
  /** Ends with a checkpoint, to be started again; a job that only waits leaves the queue. */
  'training.pause'(run: string): TrainingJob[]
  'training.stop'(run: string): TrainingJob[]
  'training.jobs'(): TrainingJob[]
}

/** What main tells without being asked. */
export interface AppEvents {
  'training.jobs': TrainingJob[]
  'training.ended': TrainingEnd
  /**
   * The explorer worker's life. After 'restarting' the open project is opened again by itself and requests that
   * only read are sent again. 'failed': it crashed again and again; nothing can be asked until a restart.
   */
  explorer: { state: 'running' | 'restarting' | 'failed'; message?: string }
  /** A command chosen in the menu. */
  menu: MenuCommand
  /** Files or folders handed to the app while it runs (a second start with arguments, the Dock). */
  open: string[]
  /** The app is about to quit: write the view state now. */
  quitting: null
}

export type MenuCommand =
  | 'new-project'
  | 'open-images'
  | 'open-project'
  | 'close-project'
  | 'export'
  | 'undo'
  | 'redo'
  | 'settings'
  | 'about'
  | 'shortcuts'
  | 'tour'

export type AppRequestName = keyof AppRequests

/** Every name the window may ask for; the preload lets no other pass. */
export const appRequestNames = [
  'app.info',
  'ports.open',
  'app.openedWith',
  'settings.read',
  'settings.write',
  'view.read',
  'view.write',
  'recent.list',
  'recent.add',
  'recent.forget',
  'dialog.openFolders',
  'dialog.openImages',
  'dialog.openProject',
  'dialog.openFile',
  'dialog.save',
  'sample.path',
  'project.suggestPath',
  'paths.kinds',
  'clipboard.writeImage',
  'drag.picture',
  'clipboard.readImage',
  'clipboard.writeText',
  'shell.reveal',
  'training.start',
  'training.pause',
  'training.stop',
  'training.jobs'
] as const satisfies AppRequestName[]
export type AppEventName = keyof AppEvents

/** An answer as it crosses into the window: errors thrown through Electron's bridge would lose their kind. */
export type Reply<Value = unknown> = { value: Value } | { error: ErrorEnvelope }

/** `window.latentscape`. Everything typed is in client.ts. */
export interface Bridge {
  platform: string
  invoke(name: string, args: unknown[]): Promise<Reply>
  /** Hears every event of main; returns what ends that. */
  onEvent(listener: (name: string, value: unknown) => void): () => void
  /** The path of a dropped or chosen `File`; '' when it has none (pasted, made by a script). */
  pathForFile(file: object): string
}

/**
 * How ports reach the window: the preload posts this message to it with one port. A second port of the same
 * kind replaces the first.
 */
export interface PortMessage {
  latentscapePort: 'explorer' | 'training' | 'film'
}

/** Electron's channels between the preload and main. */
export const channels = {
  invoke: 'latentscape:invoke',
  event: 'latentscape:event',
  port: 'latentscape:port'
} as const

declare global {
  interface Window {
    latentscape: Bridge
  }
}
