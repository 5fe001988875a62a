import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** What every bench is told. */
export interface Settings {
  rounds: number
  /** Shorter turns: to see that a bench works, not to believe its figures. */
  quick: boolean
  /** As much as was asked for, however long it takes. */
  full: boolean
  /** Tells what is under way. */
  line(text: string): void
  /** Prints a part of the result. */
  print(text: string): void
}

/** A folder that lasts as long as the work. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'latentscape-bench-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
