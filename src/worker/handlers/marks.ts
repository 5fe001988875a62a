/** Labels and exclusions of the open project's images. */
import { exclude, relabel, restoreLabels } from '../../node/edits.ts'
import type { Marks } from '../../node/marks.ts'
import type { MarkRequests } from '../../shared/contract.ts'
import type { Project } from '../../node/project.ts'
import type { Handlers } from '../../shared/rpc.ts'
import type { Session } from '../session.ts'

export function markHandlers(session: Session): Handlers<MarkRequests> {
  /** One after the other, so that each undo finds what it is to take back. */
  async function edited(edit: (project: Project) => Promise<Marks>) {
    const opened = await session.current()
    const { labels, splits, excluded } = await opened.edit(edit)
    return { marks: { labels, splits, excluded }, dataset: await opened.project.dataset() }
  }
  return {
    async 'marks.read'() {
      const { labels, splits, excluded } = (await session.current()).pixels
      return { labels, splits, excluded }
    },
    'marks.relabel': (_context, ids, label) => edited((project) => relabel(project, ids, label)),
    'marks.restore': (_context, ids, labels) => edited((project) => restoreLabels(project, ids, labels)),
    'marks.exclude': (_context, ids, excluded) => edited((project) => exclude(project, ids, excluded))
  }
}
