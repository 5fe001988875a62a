/**
 * The process that started this one: Electron's main (which may also hand over ports to the window) or, from
 * the command line, a plain Node process.
 */
import type { PortMessage } from '../shared/bridge.ts'
import type { ElectronPort, ProcessPort, Wire } from '../shared/wire.ts'
import { electronWire, processWire } from '../shared/wire.ts'

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
  /** Whether this runs in Electron, with a window that gets its own port. */
  electron: boolean
  /** Hears of every port to the window. */
  onWindow(listener: (wire: Wire) => void): void
}

/** @throws Error when nobody listens: the file was run by hand */
export function openParent(): Parent {
  const port = (process as { parentPort?: ParentPort }).parentPort
  if (!port) {
    if (!process.send) throw new Error('This is a worker; it is started by the app or the command line.')
    // Without its parent a worker has nothing to do.
    process.on('disconnect', () => process.exit(0))
    return { wire: processWire(process as ProcessPort), electron: false, onWindow: () => {} }
  }
  return {
    wire: electronWire(port as unknown as ElectronPort),
    electron: true,
    onWindow: (listener) =>
      port.on('message', ({ data, ports }) => {
        if (data?.latentscapePort && ports[0]) listener(electronWire(ports[0]))
      })
  }
}
