/** How the maps of runs formed. */
import { readHistory } from '../../node/history.ts'
import type { History } from '../../node/history.ts'
import { toPoints } from '../../node/latents.ts'
import type { HistoryRequests } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import { said } from '../../shared/problems.ts'
import type { Handlers } from '../../shared/rpc.ts'
import type { OpenedProject } from '../opened.ts'
import type { Session } from '../session.ts'

export function historyHandlers(session: Session): Handlers<HistoryRequests> {
  /** What was kept, unless the images have been imported again since. */
  async function historyOf({ path, pixels }: OpenedProject, run: string): Promise<History | undefined> {
    const history = await readHistory(path, run)
    return history && history.dataVersion >= pixels.importVersion ? history : undefined
  }
  return {
    async 'history.epochs'(_context, run) {
      return (await historyOf(await session.current(), run))?.epochs ?? []
    },
    async 'history.points'(_context, run, epoch) {
      const opened = await session.current()
      const history = await historyOf(opened, run)
      if (!history?.epochs.includes(epoch)) throw new AppError('missing', said('epoch-unkept', { epoch }))
      const { latent, ids } = history
      return toPoints(run, { epoch, latent }, await history.read(epoch), opened.pixels, ids)
    }
  }
}
