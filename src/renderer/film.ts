/** A page that nobody sees: it encodes the frames it is given as a video, once. */
import type { PortMessage } from '../shared/bridge.ts'
import type { FilmRequests } from '../shared/film.ts'
import { rpcClient } from '../shared/rpc.ts'
import { domWire } from '../shared/wire.ts'
import type { DomPort } from '../shared/wire.ts'
import { encodeVideo } from './exports/video.ts'

window.addEventListener('message', (event) => {
  // Only the preload, which shares this window, sends ports.
  const message = event.data as Partial<PortMessage> | null
  if (event.source === window && message?.latentscapePort === 'film') void make(event.ports[0] as DomPort)
})

async function make(port: DomPort): Promise<void> {
  const { call } = rpcClient<FilmRequests, object>(domWire(port))
  try {
    const { frames, ...settings } = await call('film.settings')
    const options = { ...settings, signal: new AbortController().signal, progress: () => {} }
    await call(
      'film.done',
      await encodeVideo({ frames, frame: (index) => call('film.frame', index) }, options)
    )
  } catch (error) {
    await call('film.failed', error instanceof Error ? error.message : String(error))
  }
}
