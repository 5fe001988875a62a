/** Models written for other programs, and taken in from them. */
import { isAbsolute } from 'node:path'
import { exportModel } from '../../node/export/models.ts'
import { writingTo } from '../../node/export/target.ts'
import { importModel } from '../../node/modelimport.ts'
import { UnknownNetwork } from '../../node/modelimport/settings.ts'
import type { ExplorerRequests } from '../../shared/contract.ts'
import type { ModelRequests } from '../../shared/contract/models.ts'
import { AppError } from '../../shared/errors.ts'
import { inWords, said } from '../../shared/problems.ts'
import type { Handlers } from '../../shared/rpc.ts'
import type { RunRecord } from '../../shared/schemas.ts'
import type { Session } from '../session.ts'

export function modelHandlers(
  session: Session,
  changed: (record: RunRecord) => void
): Handlers<Pick<ExplorerRequests, keyof ModelRequests>> {
  return {
    async 'model.export'(_context, run, format, path) {
      if (!isAbsolute(path)) throw new AppError('input', said('export-path', { path }))
      const { path: project } = await session.current()
      return writingTo(path, inWords('do-elsewhere'), () => exportModel(project, run, format, path))
    },
    async 'model.import'(_context, path, like) {
      const opened = await session.current()
      const record = await importModel(opened.path, path, { like }).catch((error: unknown) => {
        if (error instanceof UnknownNetwork) return null
        throw error
      })
      if (!record) return null
      await opened.takeIn(record.id)
      changed(record)
      return record
    }
  }
}
