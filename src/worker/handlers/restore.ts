/** Restoring images for the window. */
import { readFile } from 'node:fs/promises'
import { readRestoreImage, settingsFor } from '../../node/restoreimages.ts'
import type { ExplorerRequests, WorkerEvents } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import { said } from '../../shared/problems.ts'
import type { Handlers } from '../../shared/rpc.ts'
import { Restorers } from '../restorers.ts'
import type { Session } from '../session.ts'

type Group = Pick<ExplorerRequests, 'restore.read' | 'restore.observe' | 'restore'>

const largestFile = 512 * 1024 * 1024

export function restoreHandlers(
  session: Session,
  tell: (progress: WorkerEvents['restore.progress']) => void
): Handlers<Group> {
  const restorers = new Restorers()
  return {
    async 'restore.read'(_context, run, source, factor) {
      const opened = await session.current()
      return restorers.use(opened, run, async ({ model }) => {
        if ('image' in source) {
          const pixels = await opened.images([source.image])
          const { height, width, channels } = model.image
          if (pixels.height !== height || pixels.width !== width || pixels.channels !== channels)
            throw new AppError('input', said('restore-size'))
          return { pixels }
        }
        const bytes = 'bytes' in source ? source.bytes : await readFile(source.path)
        if (bytes.length > largestFile) throw new AppError('input', said('file-large-whole'))
        return readRestoreImage(bytes, settingsFor(opened.project.manifest.settings, model.image), factor)
      })
    },
    async 'restore.observe'(_context, run, wish) {
      return restorers.use(await session.current(), run, async (restorer) => restorer.observe(wish))
    },
    async restore({ signal }, run, wish, options) {
      const opened = await session.current()
      const progress = (done: number, total: number) => tell({ done, total })
      return restorers.use(opened, run, (restorer) => restorer.restore(wish, options, { progress, signal }))
    }
  }
}
