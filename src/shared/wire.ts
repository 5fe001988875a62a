/**
 * One shape for everything that carries messages between processes: DOM MessagePorts, Node's, Electron's, a
 * forked child. Buffers are always copied, never transferred: Electron's ports lose what is transferred.
 */
export interface Wire {
  send(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once when the other side is gone, or this side closed. */
  onClose(listener: () => void): void
  close(): void
}

/** A MessagePort of the DOM, and of worker_threads in its DOM form. */
export interface DomPort {
  postMessage(message: unknown): void
  addEventListener(type: string, listener: (event: { data?: unknown }) => void): void
  start(): void
  close(): void
}

/** Electron's MessagePortMain, and `process.parentPort` of a utility process. */
export interface ElectronPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  start?(): void
  close?(): void
}

/** A process with messages: a forked child, the fork's `process`, a UtilityProcess as main sees it. */
export interface ProcessPort {
  on(event: 'message', listener: (message: unknown) => void): unknown
  on(event: 'exit' | 'disconnect', listener: () => void): unknown
  send?(message: unknown): unknown
  postMessage?(message: unknown): void
}

function once(action: () => void): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    action()
  }
}

/** @param port is started by this. */
export function domWire(port: DomPort): Wire {
  const listeners: (() => void)[] = []
  const closed = once(() => listeners.forEach((listener) => listener()))
  port.addEventListener('close', closed)
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.addEventListener('message', (event) => listener(event.data))
      port.start()
    },
    onClose: (listener) => listeners.push(listener),
    close: () => {
      port.close()
      closed()
    }
  }
}

/** @param port is started by this. */
export function electronWire(port: ElectronPort): Wire {
  const listeners: (() => void)[] = []
  const closed = once(() => listeners.forEach((listener) => listener()))
  port.on('close', closed)
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.on('message', (event) => listener(event.data))
      port.start?.()
    },
    onClose: (listener) => listeners.push(listener),
    close: () => {
      port.close?.()
      closed()
    }
  }
}

/** Closing such a wire only stops listening; ending the process is its owner's business. */
export function processWire(port: ProcessPort): Wire {
  const listeners: (() => void)[] = []
  const closed = once(() => listeners.forEach((listener) => listener()))
  port.on('exit', closed)
  port.on('disconnect', closed)
  return {
    send: (message) => (port.postMessage ? port.postMessage(message) : port.send?.(message)),
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => listeners.push(listener),
    close: closed
  }
}
