/** A screen for machines that have none. */
import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'

export interface Display {
  /** What DISPLAY must be; undefined where the system has its own way (or a display was there already). */
  name?: string
  /** Ends the server that was started, if one was. */
  close(): void
}

/**
 * The display that is there, or a new Xvfb on a free number.
 * @param report is told when an Xvfb is started
 */
export async function openDisplay(report: (line: string) => void): Promise<Display> {
  const there = process.env.DISPLAY || process.env.WAYLAND_DISPLAY
  if (process.platform !== 'linux' || there) return { close: () => {} }
  const screen = ['-screen', '0', '1680x1050x24', '-nolisten', 'tcp']
  // The server picks a free number and writes it to descriptor 3.
  const server = spawn('Xvfb', ['-displayfd', '3', ...screen], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe']
  })
  const number = await new Promise<string>((resolve, reject) => {
    let text = ''
    const pipe = server.stdio[3] as Readable
    pipe.on('data', (data: Buffer) => {
      text += data.toString()
      if (text.includes('\n')) resolve(text.trim())
    })
    server.on('error', reject)
    server.on('exit', (code) => reject(new Error(`Xvfb ended with ${code} before it had a screen`)))
  })
  report(`No display here: the window opens on a virtual one (Xvfb :${number}).`)
  const close = () => void server.kill()
  process.on('exit', close)
  server.unref()
  ;(server.stdio[3] as Readable & { unref?(): void }).unref?.()
  return { name: `:${number}`, close }
}
