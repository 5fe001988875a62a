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
  }
]
