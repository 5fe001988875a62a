/** What the page asks is answered by what the worker said when the run was recorded: see `record.ts`. */
import type { Settings } from '../../src/shared/bridge.ts'
import { decode, encode, keyOf, refusal } from './recording.ts'
import type { Recording } from './recording.ts'

/** While a new recording is made, the worker itself answers. */
declare global {
  interface Window {
    askWorker?: (name: string, args: string) => Promise<string>
    /** Questions under way: a picture is taken when there are none. */
    asked: number
  }
}

const query = new URLSearchParams(location.search)
const wanted: Settings = {
  theme: query.get('theme') === 'light' ? 'light' : 'dark',
  language: query.get('language') === 'zh-CN' ? 'zh-CN' : 'en'
}
const recording = window.askWorker
  ? {}
  : ((await (await fetch(new URL('./recorded.json', import.meta.url))).json()) as Recording)
// Whatever is told as "two days ago" stays so.
const recorded = Date.parse(recording.recorded ?? '') || Date.now()
Date.now = () => recorded + 86_400_000 * 2

window.asked = 0
const never = new Promise<never>(() => {})

async function ask(name: string, given: unknown[]): Promise<unknown> {
  // What is left out at the end is not the same as nothing.
  const args = given.slice(0, given.findLastIndex((one) => one !== undefined) + 1)
  const key = keyOf(name, args)
  if (!window.askWorker && !(key in recording)) {
    console.warn(`Not in the recording: ${name}`)
    return never
  }
  const text = window.askWorker ? await window.askWorker(name, encode(args)!) : recording[key]
  if (text.startsWith(refusal)) throw new Error(text.slice(refusal.length))
  return decode(text)
}

window.latentscape = {
  platform: 'linux',
  invoke(name, args) {
    if (name === 'settings.write') Object.assign(wanted, args[0])
    if (name.startsWith('settings.')) return Promise.resolve({ value: { ...wanted } })
    if (name.startsWith('recent.')) return Promise.resolve({ value: [] })
    if (name === 'ports.open' || name.startsWith('view.')) return Promise.resolve({ value: null })
    return never
  },
  onEvent: () => () => {},
  pathForFile: () => ''
}

const { port1, port2 } = new MessageChannel()
port1.onmessage = ({ data }: MessageEvent<{ seq: number; name?: string; args: unknown[] }>) => {
  const { seq, name, args } = data
  if (name === undefined) return
  window.asked++
  const answered = ask(name, args).then(
    (value) => port1.postMessage({ seq, value }),
    (error: Error) => port1.postMessage({ seq, error: { kind: 'internal', message: error.message } })
  )
  void Promise.race([
    answered,
    new Promise((resolve) => setTimeout(resolve, window.askWorker ? 60_000 : 0))
  ]).then(() => window.asked--)
}
const main = import('./main.ts')
await import('../../src/renderer/connection.ts')
window.postMessage({ latentscapePort: 'explorer' }, location.origin, [port2])
await main
