// The few globals, the same in Node and in a browser, that this layer uses without either's types.
interface AbortSignal {
  readonly aborted: boolean
  throwIfAborted(): void
}
declare function setTimeout(callback: (value?: unknown) => void, milliseconds?: number): unknown
