/** `import`: from a folder of files to pixels, in images a second. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { ourServer } from './contestants.ts'
import { peerPython } from './peers/environment.ts'
import { writeDrawings, writePhotos } from './pictures.ts'
import { rowOf, type Row } from './report.ts'
import { alternate, type Contestant } from './rounds.ts'
import { Server } from './server.ts'
import { inTemporaryFolder, type Settings } from './settings.ts'

interface Collection {
  name: string
  count: number
  /** Pixels a side of what is made of them. */
  size: number
  channels: 'gray' | 'rgb'
  write(folder: string, count: number): Promise<void>
}

function collections({ quick, full }: Settings): Collection[] {
  const photos = (folder: string, count: number) => writePhotos(folder, count, 40)
  return [
    { name: 'PNG 28×28', count: quick ? 2000 : 20_000, size: 28, channels: 'gray', write: writeDrawings },
    {
      name: 'JPEG 12 megapixels to 64×64',
      count: quick ? 16 : full ? 2000 : 80,
      size: 64,
      channels: 'rgb',
      write: photos
    }
  ]
}

interface Timing {
  seconds: number
  images: number
}

const peerName = 'torchvision, 2 workers'

export async function importBench(settings: Settings): Promise<Row[]> {
  const python = await peerPython(settings.line)
  const script = fileURLToPath(new URL('./peers/torchvision_import.py', import.meta.url))
  const ours = ourServer('compiled')
  const peer = new Server(peerName, python, [script], { CUDA_VISIBLE_DEVICES: '' })
  const rows: Row[] = []
  try {
    for (const collection of collections(settings))
      await inTemporaryFolder(async (folder) => {
        const { name, count, size, channels, write } = collection
        const title = `${count.toLocaleString('en')} ${name}`
        settings.line(`${title}: writing the files`)
        const files = path.join(folder, 'files')
        await write(files, count)
        const options = { size, channels, fit: 'crop' }
        const out = path.join(folder, 'imported.latent')
        const measured = async (server: Server, request: Record<string, unknown>): Promise<number> => {
          const { seconds, images } = await server.request<Timing>(request)
          if (images !== count) throw new Error(`${server.name} read ${images} of ${count} images`)
          return images / seconds
        }
        const contestants: Contestant[] = [
          { name: 'ours', measure: () => measured(ours, { op: 'import', inputs: [files], out, options }) },
          { name: peerName, measure: () => measured(peer, { folder: files, size, channels }) }
        ]
        const series = await alternate(contestants, settings.rounds, (round) =>
          settings.line(`${title}: round ${round + 1} of ${settings.rounds}`)
        )
        rows.push(rowOf(title, 'images/s', series.ours, { [peerName]: series[peerName] }))
      })
  } finally {
    await Promise.all([ours.close(), peer.close()])
  }
  return rows
}
