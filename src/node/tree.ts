import type { Problem } from '../shared/contract.ts'

/** The image files below one input, and the way to their bytes. Nothing is written anywhere. */
export interface Tree {
  kind: 'folder' | 'zip' | 'file'
  /** The folder that the paths of `files` begin at, where it is one. */
  root?: string
  /** Paths of the files that are images by name, relative to the input, with `/` between the parts. */
  files: string[]
  problems: Problem[]
  /** Files passed over because their name is not an image's. */
  skipped: number
  /** `labels.csv` at the top, if there is one. */
  labelsFile?: string
  /** The whole file. @throws AppError 'missing', 'disk' or 'format', in words */
  read(path: string): Promise<Uint8Array>
  close(): void
}

/** No image file is larger; reading one would only fill the memory. */
export const maxFileBytes = 2 ** 28

export interface ScanHooks {
  signal?: AbortSignal
  /** Told how many images were found so far, now and then. */
  found?(count: number): void
}
