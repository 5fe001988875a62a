/** Opening, importing and closing projects. */
import { resolve } from 'node:path'
import { importImages } from '../../node/import.ts'
import type { ExplorerRequests } from '../../shared/contract.ts'
import type { Handlers } from '../../shared/rpc.ts'
import type { Session } from '../session.ts'

type Group = Pick<
  ExplorerRequests,
  'project.open' | 'project.import' | 'project.close' | 'project.summary' | 'dataset.reimport'
>

export function projectHandlers(session: Session): Handlers<Group> {
  const { progress } = session.listener
  return {
    'project.open': (_context, path) => session.open(resolve(path)),
    async 'project.import'({ signal }, inputs, out, options) {
      const { project } = await importImages(inputs, out, options, { progress, signal })
      return session.take(project)
    },
    'project.close': () => session.close(),
    'project.summary': async () => (await session.current()).project.summary(),
    'dataset.reimport': ({ signal }, options) => session.reimport(options, { progress, signal })
  }
}
