/** Pictures written where the person chose. */
import { isAbsolute } from 'node:path'
import { drawGrid } from '../../node/export/grid.ts'
import { writeAtomic } from '../../node/files.ts'
import type { ExplorerRequests } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import type { Handlers } from '../../shared/rpc.ts'

type Group = Pick<ExplorerRequests, 'export.pixels' | 'export.png'>

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/** Only pictures are written, so only names of pictures are taken. */
async function write(path: string, bytes: Uint8Array): Promise<{ path: string; bytes: number }> {
  if (!isAbsolute(path)) throw new AppError('input', `A picture needs a whole path: ${path}`)
  const file = /\.png$/i.test(path) ? path : `${path}.png`
  await writeAtomic(file, bytes)
  return { path: file, bytes: bytes.length }
}

export const exportHandlers: Handlers<Group> = {
  async 'export.pixels'(_context, path, pixels, columns, scale) {
    return write(path, await drawGrid(pixels, { columns, scale }))
  },
  async 'export.png'(_context, path, bytes) {
    if (!signature.every((byte, at) => bytes[at] === byte))
      throw new AppError('format', 'This is no PNG; nothing was written.')
    return write(path, bytes)
  }
}
