/** How the maps of runs formed. */
import { toPoints } from '../../node/latents.ts'
import type { HistoryRequests } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import { said } from '../../shared/problems.ts'
import type { Handlers } from '../../shared/rpc.ts'
import type { Session } from '../session.ts'

export function historyHandlers(session: Session): Handlers<HistoryRequests> {
  return {
    async 'history.epochs'(_context, run) {
      return (await (await session.current()).history(run))?.epochs ?? []
    },
    async 'history.points'(_context, run, epoch) {
      const opened = await session.current()
      const history = await opened.history(run)
      if (!history?.epochs.includes(epoch)) throw new AppError('missing', said('epoch-unkept', { epoch }))
      const { latent, ids } = history
      return toPoints(run, { epoch, latent }, await history.read(epoch), opened.pixels, ids)
    }
  }
}
