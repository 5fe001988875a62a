/** What a person calls the machine's processors. */
import { availableParallelism, cpus } from 'node:os'
import { inWords } from '../../shared/problems.ts'
import { runCommand } from '../provision/command.ts'

/** The processor's name, without marks and padding. */
export function processorName(): string {
  const model = cpus()[0]?.model.trim() || process.arch
  return model.replace(/\((R|TM)\)/gi, '').replace(/\s+/g, ' ')
}

/** The processor with the threads that compute, as the device of an engine. */
export function processorDevice(threads: number): string {
  const name = processorName()
  return threads === 1
    ? inWords('device-thread', { name })
    : inWords('device-threads', { name, count: threads })
}

/** The threads this process may use. */
export function threadCount(): number {
  return availableParallelism()
}

/** The first NVIDIA GPU's name. */
export async function nvidiaName(): Promise<string> {
  const result = await runCommand('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader']).catch(
    () => undefined
  )
  const name = result?.status === 0 ? result.output.split('\n')[0].trim() : ''
  return name || 'NVIDIA GPU'
}
