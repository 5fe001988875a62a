/** What buttons, menus, drops and keys all do in the same way. */
import { app, explorer, problemOf } from '../connection.ts'
import type { RunConfig } from '../../shared/schemas.ts'
import { fileName } from '../formats.ts'
import { presetConfig } from '../presets.ts'
import { modelChoice } from '../../shared/catalogue.ts'
import { t, wordsOf } from '../words/words.svelte.ts'
import { compare } from './compare.svelte.ts'
import { condition } from './condition.svelte.ts'
import { engine } from './engine.svelte.ts'
import { history } from './history.svelte.ts'
import type { Step } from './history.svelte.ts'
import { map } from './map.svelte.ts'
import { pins } from './pins.svelte.ts'
import { project } from './project.svelte.ts'
import { restore } from './restore.svelte.ts'
import { runs } from './runs.svelte.ts'
import { screen } from './screen.svelte.ts'
import { shortfall } from './shortfall.svelte.ts'
import { toasts } from './toasts.svelte.ts'
import { training } from './training.svelte.ts'
import { restoreView, saveView } from './views.svelte.ts'

/** Does something and says it when it fails. */
export async function attempt(job: () => Promise<unknown>): Promise<boolean> {
  try {
    await job()
    return true
  } catch (error) {
    const problem = problemOf(error)
    if (problem) toasts.show(problem.message, 'bad')
    return false
  }
}

async function entered(): Promise<void> {
  compare.reset()
  shortfall.reset()
  training.reset()
  runs.reset()
  map.clear()
}

export async function openProject(path: string): Promise<void> {
  if (project.summary) await attempt(saveView)
  const before = screen.current
  screen.current = 'start'
  if (await project.open(path)) {
    await entered()
    await attempt(() => restoreView(path))
  } else if (project.summary && before !== 'start') {
    if (project.problem) toasts.show(project.problem.message, 'bad')
    screen.current = before
  }
}

export async function importInputs(inputs: string[]): Promise<void> {
  if (inputs.length === 0) return
  if (project.summary) await attempt(saveView)
  screen.current = 'start'
  if (await project.import(inputs)) await entered()
}

export async function openSample(): Promise<void> {
  await attempt(async () => importInputs([await app.call('sample.path')]))
}

/** More images dropped on a map at once are a collection, not images to look up. */
const mostPinned = 12

/** What a person handed over: a project is opened, anything else becomes one. */
export async function openPaths(paths: string[]): Promise<void> {
  if (paths.length === 0) return
  await attempt(async () => {
    const kinds = await app.call('paths.kinds', paths)
    const opened = paths.find((_, index) => kinds[index] === 'project')
    if (opened) return openProject(opened)
    const packed =
      paths.length === 1 && kinds[0] === 'zip' && (await explorer.call('archive.holdsProject', paths[0]))
    if (packed) return unpackProject(paths[0])
    const usable = paths.filter((_, index) => ['folder', 'zip', 'image'].includes(kinds[index]))
    if (usable.length === 0) {
      toasts.show(t('drop.nothing', { name: fileName(paths[0]) }), 'bad')
      return
    }
    const images = usable.every((path) => kinds[paths.indexOf(path)] === 'image')
    if (images && usable.length === 1 && screen.current === 'restore' && restore.run) {
      await restore.load({ path: usable[0] }, fileName(usable[0]))
      return
    }
    if (images && usable.length <= mostPinned && screen.current === 'map' && map.points) {
      for (const path of usable) await pins.add({ path }, fileName(path))
      return
    }
    await importInputs(usable)
  })
}

/** A project that was exported as a zip becomes a project folder again, and is opened. */
async function unpackProject(zip: string): Promise<void> {
  const out = await app.call('project.suggestPath', [zip])
  toasts.show(t('export.unpacking', { name: fileName(zip) }))
  await openProject(await explorer.call('archive.unpack', zip, out))
}

export async function chooseFolders(): Promise<void> {
  await attempt(async () => importInputs(await app.call('dialog.openFolders')))
}

export async function chooseImages(): Promise<void> {
  await attempt(async () => importInputs(await app.call('dialog.openImages')))
}

export async function chooseProject(): Promise<void> {
  await attempt(async () => {
    const path = await app.call('dialog.openProject')
    if (path) await openProject(path)
  })
}

export async function closeProject(): Promise<void> {
  await attempt(async () => {
    await saveView()
    screen.current = 'start'
    await project.close()
    await entered()
    await saveView()
  })
}

/** The one button after an import: settings for about a minute, then the live map. */
export async function learnMap(): Promise<void> {
  const { dataset } = project
  if (!dataset) return
  await attempt(async () => {
    const run = await training.begin(presetConfig('quick', dataset, engine.chosen?.name), t('run.firstName'))
    project.fresh = false
    screen.current = 'map'
    await map.open(run)
  })
}

/** Shows a run on the map. */
export async function showRun(run: string, goto = true): Promise<void> {
  runs.selected = run
  if (goto) screen.current = 'map'
  await attempt(() => map.open(run))
}

/** The Train screen with a run's settings, to change some of them. */
export async function duplicateRun(run: string): Promise<void> {
  await attempt(async () => {
    const config = await explorer.call('run.config', run)
    runs.draft = config
    screen.current = 'train'
  })
}

/** A VAE and a CVAE with the settings at hand, on the same images and the same seed, to stand side by side. */
export async function trainBoth(): Promise<void> {
  const { dataset } = project
  if (!dataset) return
  const config: RunConfig = {
    ...(runs.draft ?? presetConfig('quick', dataset, engine.chosen?.name)),
    prior: undefined,
    labels: undefined,
    condition: undefined
  }
  await attempt(async () => {
    const ids: string[] = []
    for (const model of ['vae', 'cvae'] as const)
      ids.push(await training.begin({ ...config, model }, wordsOf(modelChoice(model)).name))
    compare.reset()
    shortfall.reset()
    compare.choose(ids)
    screen.current = 'compare'
  })
}

/** The Train screen with a run's settings but for what is to change. */
export function changedRun(config: RunConfig, change: Partial<RunConfig>): void {
  runs.draft = { ...config, ...change }
  screen.current = 'train'
}

/** Deletes at once; the message that says so takes it back. */
export async function deleteRun(run: string, name: string): Promise<void> {
  await attempt(async () => {
    await runs.delete(run)
    if (map.run === run) await map.open(runs.selected)
    const step: Step = {
      name: t('edit.runDeleted', { name }),
      undo: () => runs.undelete(run),
      redo: () => runs.delete(run)
    }
    history.add(step)
    toasts.show(t('runs.deleted', { name }), 'plain', {
      label: t('undo'),
      run: () => void attempt(() => history.undoStep(step))
    })
  })
}

/** Shows a latent point of the run looked at on its map, decoded. @param label what it was drawn for */
export async function walkTo(z: Float32Array, label?: string): Promise<void> {
  screen.current = 'map'
  await attempt(async () => {
    await map.open(runs.selected)
    if (label !== undefined) await condition.ask(label)
    await map.walk(z.slice())
  })
}
