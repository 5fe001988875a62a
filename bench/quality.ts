/**
 * `npm run bench -- quality`: models trained on the whole Fashion-MNIST, and how well they know images they have not
 * seen. It takes hours, in as many pieces as wanted: what was begun goes on.
 */
import { chooseEngine } from '../src/node/backends/choose.ts'
import { qualityProject } from './quality/dataset.ts'
import { recipes, type Group } from './quality/recipes.ts'
import { trainRecipe } from './quality/training.ts'

export interface QualityOptions {
  /** All of them when left out. */
  only?: Group
  /** After so long it stops, to go on another time. */
  hours: number
  line(text: string): void
}

/** Trains what is asked for. @returns whether everything is done */
export async function quality({ only, hours, line }: QualityOptions): Promise<boolean> {
  const project = await qualityProject(line)
  const engine = await chooseEngine('auto', { line })
  const time = new AbortController()
  const timer = setTimeout(() => time.abort('pause'), hours * 3_600_000)
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => time.abort('pause'))
  try {
    for (const recipe of recipes) {
      if (only !== undefined && recipe.group !== only) continue
      const { status } = await trainRecipe(project, recipe, engine, time.signal, line)
      if (status !== 'finished') return false
    }
    return true
  } finally {
    clearTimeout(timer)
  }
}
