/** Engines tried for a worker, each in a utility process that lives for one answer. */
import { constants } from 'node:os'
import { utilityProcess } from 'electron'
import { watchTrial } from '../shared/trials.ts'
import type { ProbeAnswer, Trial, TrialProcess } from '../shared/trials.ts'

/**
 * @param entry the built file that tries
 * @throws AppError 'cancelled'
 */
export function tryEngine(entry: string, trial: Trial, signal: AbortSignal): Promise<ProbeAnswer> {
  return watchTrial(() => started(entry), trial, signal)
}

function started(entry: string): TrialProcess {
  const child = utilityProcess.fork(entry, [], {
    serviceName: 'Latentscape trial',
    stdio: ['ignore', 'ignore', 'pipe']
  })
  let errors = ''
  let asked = false
  // Its end follows and says the same.
  child.on('error', () => {})
  child.stderr?.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-4000)))
  const kill = () => {
    asked = true
    child.kill()
  }
  return {
    send: (trial) => child.postMessage(trial),
    kill,
    onAnswer: (listener) =>
      child.once('message', (answer) => {
        listener(answer)
        kill()
      }),
    onEnd: (listener) =>
      child.once('exit', (code) => listener({ crash: asked ? undefined : crashOf(code), errors }))
  }
}

/** What ended a process by its status, where it did not end itself: that would be 0, or 1 after an error. */
function crashOf(code: number): string | undefined {
  if (code === 0 || code === 1) return undefined
  // A signal's number, to which a memory dump adds 128; elsewhere a status of the system's own.
  const [name] = Object.entries(constants.signals).find(([, number]) => number === (code & 127)) ?? []
  return process.platform !== 'win32' && name ? name : `status ${code}`
}
