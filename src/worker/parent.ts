/**
 * The process that started this one: Electron's main (which may also hand over ports to the window) or, from
 * the command line and in tests, a plain Node process that forked it.
 */
import type { PortMessage } from '../shared/bridge.ts'
import { electronWire, processWire } from '../shared/wire.ts'
import type { ElectronPort, ProcessPort, Wire } from '../shared/wire.ts'

interface ParentMessage {
  data: Partial<PortMessage> | null
  ports: ElectronPort[]
}
interface ParentPort {
  on(event: 'message', listener: (message: ParentMessage) => void): unknown
  postMessage(message: unknown): void
}

export interface Parent {
  wire: Wire
  /** Whether a window gets ports of its own, so that the heavy events need not go through the parent. */
  hasWindow: boolean
  /** Hears of every port to the window. */
  onWindow(listener: (wire: Wire) => void): void
}

/** @throws Error when nobody listens: the file was run by hand */
export function openParent(): Parent {
  const port = (process as { parentPort?: ParentPort }).parentPort
  if (!port) {
    if (!process.send) throw new Error('This is a worker; it is started by the app or the command line.')
    // Without its parent a worker has nothing to do; a message that cannot be delivered tells the same.
    process.on('disconnect', () => process.exit(0))
    process.on('error', () => process.exit(0))
    return { wire: processWire(process as ProcessPort), hasWindow: false, onWindow: () => {} }
  }
  return {
    wire: electronWire(port as unknown as ElectronPort),
    hasWindow: true,
    onWindow: (listener) =>
      port.on('message', ({ data, ports }) => {
        if (data?.latentscapePort && ports[0]) listener(electronWire(ports[0]))
      })
  }
}
