/** Asks the explorer worker from the page, over a port of the test's own. */
import type { Page } from 'playwright-core'
import type { ExplorerRequests } from '../../src/shared/contract.ts'

type Arguments<F> = F extends (...args: infer A) => unknown ? A : never
type Result<F> = F extends (...args: never[]) => infer V ? V : never

/** Typed arrays cross into the page as plain arrays and are made again there; answers come back as JSON does. */
export async function askExplorer<Name extends keyof ExplorerRequests>(
  page: Page,
  name: Name,
  ...args: Arguments<ExplorerRequests[Name]>
): Promise<Result<ExplorerRequests[Name]>> {
  const plain = args.map((value) => (value instanceof Float32Array ? { float32: [...value] } : value))
  const reply = await page.evaluate(
    async ({ name, plain }) => {
      const args = plain.map((value) =>
        typeof value === 'object' && value !== null && 'float32' in value
          ? Float32Array.from(value.float32)
          : value
      )
      const arrived = new Promise<MessagePort>((resolve) => {
        const hear = (event: MessageEvent<{ latentscapePort?: string } | null>) => {
          if (event.data?.latentscapePort !== 'explorer') return
          removeEventListener('message', hear)
          resolve(event.ports[0])
        }
        addEventListener('message', hear)
      })
      await window.latentscape.invoke('ports.open', [])
      const port = await arrived
      // Beside the page's own requests on the same port, whose numbers count from one.
      const seq = 1e9 + Math.floor(Math.random() * 1e9)
      return new Promise<{ value?: unknown; error?: { kind: string; message: string } }>((resolve) => {
        port.addEventListener(
          'message',
          (
            event: MessageEvent<{
              seq?: number
              value?: unknown
              error?: { kind: string; message: string }
            } | null>
          ) => {
            if (event.data?.seq === seq) resolve(event.data)
          }
        )
        port.start()
        port.postMessage(null)
        port.postMessage({ seq, name, args })
      })
    },
    { name, plain }
  )
  if (reply.error) throw Object.assign(new Error(reply.error.message), { kind: reply.error.kind })
  return reply.value as Result<ExplorerRequests[Name]>
}
