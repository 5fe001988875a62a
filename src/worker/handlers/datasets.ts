/** The images of the open project. */
import { decodeImage, previewImage } from '../../node/images.ts'
import { channelCount } from '../../node/square.ts'
import type { ExplorerRequests } from '../../shared/contract.ts'
import type { Handlers } from '../../shared/rpc.ts'
import type { Session } from '../session.ts'

type Group = Pick<
  ExplorerRequests,
  'dataset.list' | 'dataset.pixels' | 'dataset.problems' | 'dataset.preview'
>

const previewSide = 512

export function datasetHandlers(session: Session): Handlers<Group> {
  return {
    async 'dataset.list'(_context, filter, offset, count) {
      return (await session.current()).project.list(filter, offset, count)
    },
    async 'dataset.pixels'(_context, ids) {
      return (await session.current()).images(ids)
    },
    async 'dataset.problems'() {
      return (await session.current()).project.problems()
    },
    async 'dataset.preview'(_context, id, settings) {
      const bytes = await (await session.current()).project.sourceBytes(id)
      const { size } = settings
      return {
        before: await previewImage(bytes, previewSide, settings.background),
        after: {
          data: await decodeImage(bytes, settings),
          count: 1,
          height: size,
          width: size,
          channels: channelCount(settings)
        }
      }
    }
  }
}
