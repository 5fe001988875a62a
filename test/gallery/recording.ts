/** Requests and answers as text, so that what a worker said once can be said again by a page without one. */

const kinds = { Uint8Array, Int16Array, Int32Array, Float32Array }
type Kind = keyof typeof kinds

/** What the answers of one recording are kept under: the request's name and arguments. */
export type Recording = Record<string, string>

/** What an answer begins with that is a refusal. */
export const refusal = '!'

function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}

const fromBase64 = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))

/** A value with typed arrays in it as JSON. */
export function encode(value: unknown): string | undefined {
  return JSON.stringify(value, (_, part: unknown) => {
    if (!ArrayBuffer.isView(part)) return part
    const kind = Object.prototype.toString.call(part).slice(8, -1)
    const { buffer, byteOffset, byteLength } = part
    return { kind, base64: toBase64(new Uint8Array(buffer, byteOffset, byteLength)) }
  })
}

/** The value again; undefined for what was undefined. */
export function decode(text: string | undefined): unknown {
  if (text === undefined) return undefined
  return JSON.parse(text, (_, part: { kind?: Kind; base64?: string } | null) => {
    if (!part || typeof part.base64 !== 'string' || !(part.kind! in kinds)) return part
    return new kinds[part.kind!](fromBase64(part.base64).buffer)
  })
}

export const keyOf = (name: string, args: unknown): string => `${name} ${encode(args)}`
