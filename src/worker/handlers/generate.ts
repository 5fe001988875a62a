/** New images for the window. */
import { drawsFrom, generate, refusalOf } from '../../node/generate.ts'
import { readConfig } from '../../node/runs.ts'
import type { ExplorerRequests } from '../../shared/contract.ts'
import type { Handlers } from '../../shared/rpc.ts'
import { decodeInPieces } from '../decoding.ts'
import type { OpenedProject } from '../opened.ts'
import type { Session } from '../session.ts'

type Group = Pick<ExplorerRequests, 'generate' | 'generate.about'>

/** The latents of the training images under a run, [any, D]. */
async function trainingCodes(opened: OpenedProject, run: string): Promise<Float32Array> {
  const { z, latent, splits } = await opened.points(run)
  return z.filter((_, at) => splits[Math.floor(at / latent)] === 0)
}

export function generateHandlers(session: Session): Handlers<Group> {
  return {
    async 'generate.about'(_context, run) {
      const { models, project } = await session.current()
      const config = await readConfig(project.path, run)
      const refusal = refusalOf(config)
      if (refusal) return { from: 'prior', latent: config.latent, refusal }
      return models.use(run, async (inference) => {
        const { labels, latent } = inference.config
        return { ...(labels && { labels }), from: drawsFrom(inference), latent }
      })
    },
    async generate({ signal }, run, request) {
      const opened = await session.current()
      // The same request gives the same images, so it must not be answered by weights that are about to go.
      await opened.models.newest(run)
      return opened.models.use(run, (inference) =>
        generate(inference, request, {
          codes: () => trainingCodes(opened, run),
          decode: (z, labels) => decodeInPieces(inference, z, signal, labels)
        })
      )
    }
  }
}
