/**
 * What every place that this layer runs in has: Node, Electron's processes, the window. The other layers bring
 * the full types of theirs, and do not include this file.
 */
interface AbortSignal {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}
interface AbortController {
  readonly signal: AbortSignal
  abort(): void
}
declare const AbortController: { new (): AbortController }
declare const performance: { now(): number }
declare function setTimeout(action: () => void, milliseconds: number): { readonly timer: unique symbol }
declare function clearTimeout(timer: ReturnType<typeof setTimeout> | undefined): void
