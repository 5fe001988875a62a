/** What a density classifier finds, and images completed, for the window. */
import type { SearchStart } from '../../engine/tasks/search.ts'
import { completeBeside } from '../../node/completion.ts'
import { someImages } from '../../node/latents.ts'
import { openSearch, type Search } from '../../node/search.ts'
import type { ExplorerRequests, FilmRequest } from '../../shared/contract.ts'
import type { Handlers } from '../../shared/rpc.ts'
import type { OpenedProject } from '../opened.ts'
import type { Session } from '../session.ts'

type Group = Pick<ExplorerRequests, 'search.film' | 'search.ranking' | 'complete'>

/** Asks the newest weights: those of the last checkpoint while the run trains, else the best. */
async function withSearch<Value>(
  opened: OpenedProject,
  run: string,
  ask: (search: Search) => Promise<Value>
): Promise<Value> {
  const training = opened.surroundings.isTraining(opened.path, run)
  const engine = await opened.surroundings.engine()
  const search = await openSearch(opened.path, run, engine, training ? 'last' : 'best')
  try {
    return await ask(search)
  } finally {
    search.dispose()
  }
}

async function startOf(opened: OpenedProject, { start }: FilmRequest): Promise<SearchStart> {
  return start.from === 'images' ? (await opened.images(start.ids)).data : start.from
}

export function searchHandlers(session: Session): Handlers<Group> {
  return {
    async 'search.film'({ signal }, run, request) {
      const opened = await session.current()
      return withSearch(opened, run, async (search) => {
        const start = await startOf(opened, request)
        const { steps, pixels, logOdds, count } = await search.ascend({ ...request, start, signal })
        const { height, width, channels } = search
        const shape = { count: count * steps.length, height, width, channels }
        return { frames: steps, count, pixels: { data: pixels, ...shape }, logOdds }
      })
    },
    async 'search.ranking'({ signal }, run, count) {
      const opened = await session.current()
      const ids = Int32Array.from(opened.pixels.splits.keys())
      const logOdds = await withSearch(opened, run, (search) =>
        search.logOdds(someImages(opened.pixels, ids), signal)
      )
      const order = Array.from(ids).sort((a, b) => logOdds[b] - logOdds[a])
      const ranked = async (chosen: number[]) => ({
        ids: chosen,
        logOdds: chosen.map((id) => logOdds[id]),
        pixels: await opened.images(chosen)
      })
      const each = Math.min(count, Math.ceil(order.length / 2))
      return {
        most: await ranked(order.slice(0, each)),
        least: await ranked(order.slice(-each).reverse())
      }
    },
    async complete({ signal }, run, ids, samples, seed) {
      const opened = await session.current()
      const images = await opened.images(ids)
      return opened.models.use(run, (inference) =>
        completeBeside(inference, images, { samples, seed, signal })
      )
    }
  }
}
