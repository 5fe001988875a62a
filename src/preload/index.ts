/** The window's only way out: named requests to main, main's events, ports to the workers, paths of files. */
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { appRequestNames, channels } from '../shared/bridge.ts'
import type { Bridge, PortMessage, Reply } from '../shared/bridge.ts'

const names = new Set<string>(appRequestNames)

const bridge: Bridge = {
  platform: process.platform,
  invoke(name, args) {
    if (names.has(name)) return ipcRenderer.invoke(channels.invoke, name, args) as Promise<Reply>
    return Promise.resolve({ error: { kind: 'internal', message: `There is no request named ${name}` } })
  },
  onEvent(listener) {
    const hear = (_event: unknown, name: string, value: unknown) => listener(name, value)
    ipcRenderer.on(channels.event, hear)
    return () => void ipcRenderer.off(channels.event, hear)
  },
  pathForFile: (file) => webUtils.getPathForFile(file as File)
}
contextBridge.exposeInMainWorld('latentscape', bridge)

ipcRenderer.on(channels.port, (event, kind: PortMessage['latentscapePort']) => {
  const message: PortMessage = { latentscapePort: kind }
  window.postMessage(message, window.location.origin, [...event.ports])
})
