/**
 * What TensorFlow's Embedding Projector opens: vectors and metadata as tab-separated text, the images as one sprite,
 * and the files that name them all (`projector_config.pbtxt` for TensorBoard, `projector_config.json` for the page).
 */
import type { MapPoints } from '../../shared/contract.ts'
import type { PixelStore } from '../pixels.ts'
import { drawGrid } from './grid.ts'
import { reduced } from '../resample.ts'

/** The largest side of a sprite that the Projector takes. */
const longest = 8192

/** A field of tab-separated text. */
const field = (value: string) => value.replace(/[\t\r\n]+/g, ' ')

export interface ProjectorNames {
  /** By image id. */
  paths: string[]
  labelNames: string[]
}

/** @returns contents by file name */
export async function projectorFiles(
  points: MapPoints,
  store: PixelStore,
  { paths, labelNames }: ProjectorNames,
  name: string
): Promise<Record<string, Uint8Array>> {
  const { ids, z, latent, labels, splits } = points
  const rows = Array.from(ids.keys())
  const vectors = rows.map((row) => z.subarray(row * latent, (row + 1) * latent).join('\t'))
  const splitNames = ['train', 'validation', 'test']
  // With more than one column the first line names them.
  const metadata = [
    'label\tsplit\tfile',
    ...rows.map((row) =>
      [labels[row] < 0 ? 'no label' : labelNames[labels[row]], splitNames[splits[row]], paths[ids[row]] ?? '']
        .map(field)
        .join('\t')
    )
  ]
  const across = Math.ceil(Math.sqrt(ids.length))
  const side = Math.min(store.width, Math.floor(longest / across))
  const pixels = await store.read(ids)
  const { height, width, channels } = store
  const all = { data: pixels, count: ids.length, height, width, channels }
  const small = side < width ? reduced(all, side) : all
  const sprite = await drawGrid(small, { columns: across })
  const text = (lines: string[]) => new TextEncoder().encode(`${lines.join('\n')}\n`)
  const pbtxt = [
    'embeddings {',
    `  tensor_name: ${JSON.stringify(name)}`,
    '  tensor_path: "vectors.tsv"',
    '  metadata_path: "metadata.tsv"',
    '  sprite {',
    '    image_path: "sprite.png"',
    `    single_image_dim: ${small.width}`,
    `    single_image_dim: ${small.height}`,
    '  }',
    '}'
  ]
  const embedding = {
    tensorName: name,
    tensorShape: [ids.length, latent],
    tensorPath: 'vectors.tsv',
    metadataPath: 'metadata.tsv',
    sprite: { imagePath: 'sprite.png', singleImageDim: [small.width, small.height] }
  }
  return {
    'vectors.tsv': text(vectors),
    'metadata.tsv': text(metadata),
    'sprite.png': sprite,
    'projector_config.pbtxt': text(pbtxt),
    'projector_config.json': text([JSON.stringify({ embeddings: [embedding] }, null, 2)])
  }
}
