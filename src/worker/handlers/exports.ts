/** Files written where the person chose. */
import { encodeAnimation } from '../../node/export/animation.ts'
import { drawGrid } from '../../node/export/grid.ts'
import { formatOf, writeExport } from '../../node/export/target.ts'
import type { ExplorerRequests } from '../../shared/contract.ts'
import type { ExportRequests } from '../../shared/contract/exports.ts'
import { AppError } from '../../shared/errors.ts'
import type { Handlers } from '../../shared/rpc.ts'

/** How a file of each kind begins; the window may write no others. */
const begins: Record<'png' | 'webp' | 'mp4' | 'webm', { at: number; bytes: number[] }> = {
  png: { at: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  webp: { at: 8, bytes: [0x57, 0x45, 0x42, 0x50] },
  mp4: { at: 4, bytes: [0x66, 0x74, 0x79, 0x70] },
  webm: { at: 0, bytes: [0x1a, 0x45, 0xdf, 0xa3] }
}

export const exportHandlers: Handlers<Pick<ExplorerRequests, keyof ExportRequests>> = {
  async 'export.pixels'(_context, path, pixels, options) {
    const target = formatOf(path, ['png', 'webp'])
    return writeExport(target.path, await drawGrid(pixels, { ...options, format: target.format }))
  },
  async 'export.film'({ signal }, path, pixels, options) {
    const target = formatOf(path, ['gif', 'webp'])
    return writeExport(
      target.path,
      await encodeAnimation(pixels, { ...options, format: target.format, signal })
    )
  },
  async 'export.bytes'(_context, path, bytes) {
    const target = formatOf(path, ['png', 'webp', 'mp4', 'webm'])
    const { at, bytes: signature } = begins[target.format]
    if (!signature.every((byte, index) => bytes[at + index] === byte))
      throw new AppError('format', `This is no ${target.format.toUpperCase()} file; nothing was written.`)
    return writeExport(target.path, bytes)
  }
}
