import { app } from './connection.ts'
import { attempt, openPaths, openProject } from './states/actions.ts'
import { engine } from './states/engine.svelte.ts'
import { project } from './states/project.svelte.ts'
import { settings } from './states/settings.svelte.ts'
import { training } from './states/training.svelte.ts'
import { lastProject } from './states/views.svelte.ts'

/** Brings the window to where it was, or to what it was started with. */
export async function start(): Promise<void> {
  await attempt(() => settings.load())
  await attempt(() => project.loadRecent())
  await attempt(() => training.load())
  void attempt(() => engine.load())
  await attempt(async () => {
    const given = await app.call('app.openedWith')
    if (given.length > 0) return openPaths(given)
    const last = await lastProject()
    if (!last) return
    const [kind] = await app.call('paths.kinds', [last])
    if (kind === 'project') await openProject(last)
  })
}
