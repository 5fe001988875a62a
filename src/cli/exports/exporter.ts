/** What `latentscape export` can write: one module here for each kind of thing, and one line in `exporters`. */
import type { JsonOption } from '../options.ts'
import type { Shell } from '../shell.ts'

export interface ExportOptions extends JsonOption {
  format: string
  out?: string
  run?: string
  weights: 'best' | 'last'
}

export interface Exporter {
  /** Writes one of its formats and says what was written. */
  write(shell: Shell, project: string, options: ExportOptions): Promise<void>
}

interface Entry {
  /** Its formats, each with what it is, for the help. */
  formats: Record<string, string>
  load(): Promise<Exporter>
}

/** Loaded when asked for: some bring large libraries. */
export const exporters: Entry[] = [
  {
    formats: {
      safetensors: "the weights, with PyTorch's names and layout",
      keras: 'encoder and decoder as .keras files (a folder)',
      onnx: 'encoder and decoder as .onnx files (a folder)',
      'saved-model': 'a TensorFlow SavedModel (a folder)',
      python: 'a script that loads the weights in PyTorch and Keras (a folder)'
    },
    load: async () => (await import('./models.ts')).modelExporter
  },
  {
    formats: {
      latents: 'each image with its label and latents, .csv or .parquet by the ending of --out',
      labels: 'each image with its label and split, .csv or .parquet',
      metrics: 'the figures of each epoch, .csv or .parquet',
      curves: 'the same as curves, .svg',
      projector: "for TensorFlow's Embedding Projector: vectors, metadata and sprite (a folder)",
      page: 'the map with its decoder as one .html file that opens anywhere',
      training: 'the map as it formed, epoch by epoch, .gif, .webp, .mp4 or .webm',
      project: 'the whole project as a .zip, which import takes back'
    },
    load: async () => (await import('./taken.ts')).takenExporter
  }
]
