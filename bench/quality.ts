/**
 * `npm run bench -- quality`: models trained on the whole Fashion-MNIST, and how well they know images they have not
 * seen. It takes hours, in as many pieces as wanted: what was begun goes on, and what is measured is kept.
 */
import { chooseEngine } from '../src/node/backends/choose.ts'
import { qualityProject } from './quality/dataset.ts'
import { figuresOf, type Figures } from './quality/figures.ts'
import { recipes, type Group } from './quality/recipes.ts'
import { qualityTables } from './quality/tables.ts'
import { trainRecipe } from './quality/training.ts'

export interface QualityOptions {
  /** All of them when left out. */
  only?: Group
  /** After so long it stops, to go on another time. */
  hours: number
  line(text: string): void
  print(text: string): void
}

/**
 * Trains and measures what is asked for, and prints the figures there are.
 * @returns whether everything is done
 */
export async function quality({ only, hours, line, print }: QualityOptions): Promise<boolean> {
  const project = await qualityProject(line)
  line(`The project: ${project}`)
  const engine = await chooseEngine('auto', { line })
  const time = new AbortController()
  const timer = setTimeout(() => time.abort('pause'), hours * 3_600_000)
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => time.abort('pause'))
  const all: Figures[] = []
  try {
    for (const recipe of recipes) {
      if (only !== undefined && recipe.group !== only) continue
      const record = await trainRecipe(project, recipe, engine, time.signal, line)
      if (record.status !== 'finished') return false
      all.push(await figuresOf(project, record, engine, time.signal, line))
    }
    return true
  } catch (error) {
    if (!time.signal.aborted) throw error
    return false
  } finally {
    clearTimeout(timer)
    if (all.length > 0) print(qualityTables(all))
  }
}
