/**
 * What the app remembers between starts, in one JSON file of the user. It is written to a temporary name and
 * renamed; a damaged file is put aside and the defaults are used.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as v from 'valibot'
import type { RecentProject as Recent, Settings as AppSettings } from '../shared/bridge.ts'
import { RecentProject, Settings } from '../shared/requests.ts'

const Bounds = v.object({
  x: v.optional(v.number()),
  y: v.optional(v.number()),
  width: v.pipe(v.number(), v.minValue(200)),
  height: v.pipe(v.number(), v.minValue(200)),
  maximized: v.boolean()
})
export type Bounds = v.InferOutput<typeof Bounds>

const State = v.object({
  format: v.literal(1),
  settings: Settings,
  window: Bounds,
  recent: v.array(RecentProject),
  views: v.record(v.string(), v.unknown())
})
type State = v.InferOutput<typeof State>

const defaults: State = {
  format: 1,
  settings: { theme: 'system', language: 'system' },
  window: { width: 1440, height: 900, maximized: false },
  recent: [],
  views: {}
}
const mostRecent = 20

export class SettingsStore {
  #state: State
  #timer: NodeJS.Timeout | undefined

  constructor(readonly file: string) {
    this.#state = this.#read()
  }

  #read(): State {
    if (!existsSync(this.file)) return structuredClone(defaults)
    try {
      return v.parse(State, JSON.parse(readFileSync(this.file, 'utf8')))
    } catch {
      renameSync(this.file, `${this.file}.damaged`)
      return structuredClone(defaults)
    }
  }

  /** Writes soon; many changes in a row make one file. */
  #change(patch: Partial<State>): void {
    this.#state = { ...this.#state, ...patch }
    this.#timer ??= setTimeout(() => this.flush(), 500)
  }

  /** Writes what is not written yet. A disk that refuses costs the memory, never the app. */
  flush(): void {
    if (!this.#timer) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    try {
      mkdirSync(path.dirname(this.file), { recursive: true })
      writeFileSync(`${this.file}.new`, `${JSON.stringify(this.#state, null, 2)}\n`)
      renameSync(`${this.file}.new`, this.file)
    } catch (error) {
      console.error(`Settings could not be written: ${String(error)}`)
    }
  }

  get settings(): AppSettings {
    return this.#state.settings
  }

  write(patch: Partial<AppSettings>): AppSettings {
    this.#change({ settings: { ...this.#state.settings, ...patch } })
    return this.settings
  }

  get bounds(): Bounds {
    return this.#state.window
  }

  set bounds(window: Bounds) {
    this.#change({ window })
  }

  view(project: string): unknown {
    return this.#state.views[project] ?? null
  }

  writeView(project: string, state: unknown): void {
    this.#change({ views: { ...this.#state.views, [project]: state } })
  }

  /** Projects that are still there, newest first. */
  get recent(): Recent[] {
    return this.#state.recent.filter(({ path }) => existsSync(path))
  }

  addRecent(project: Omit<Recent, 'opened'>): Recent[] {
    const known = this.#state.recent.find(({ path }) => path === project.path)
    const others = this.#state.recent.filter(({ path }) => path !== project.path)
    // A project keeps its picture until it gets another.
    const entry: Recent = { thumbnail: known?.thumbnail, ...project, opened: new Date().toISOString() }
    const recent = [entry, ...others].slice(0, mostRecent)
    const kept = new Set(['', ...recent.map(({ path }) => path)])
    const views = Object.fromEntries(Object.entries(this.#state.views).filter(([path]) => kept.has(path)))
    this.#change({ recent, views })
    return this.recent
  }

  forgetRecent(project: string): Recent[] {
    this.#change({ recent: this.#state.recent.filter(({ path }) => path !== project) })
    return this.recent
  }
}
