import type { Encoded } from '../../shared/contract.ts'
import { explorer } from '../connection.ts'
import { map } from './map.svelte.ts'

/** An image from outside, encoded and kept on the map. */
export interface Pin {
  id: number
  name: string
  encoded: Encoded
}

/** The images from outside that lie on the map, for the run looked at. */
class PinsState {
  list = $state.raw<readonly Pin[]>([])
  #last = 0

  constructor() {
    map.whenCleared(() => (this.list = []))
  }

  /** Encodes an image from outside, pins it and shows it; answers whether that went well. */
  async add(source: { path: string } | { bytes: Uint8Array }, name: string): Promise<boolean> {
    return map.look(
      (run) =>
        'path' in source
          ? explorer.call('encode.file', run, source.path)
          : explorer.call('encode.bytes', run, source.bytes),
      (encoded) => {
        this.list = [...this.list, { id: ++this.#last, name, encoded }]
        map.selected = { encoded, name }
      }
    )
  }

  remove(id: number): void {
    this.list = this.list.filter((pin) => pin.id !== id)
  }

  /** Shows a pinned image again. */
  show(pin: Pin): void {
    map.showEncoded(pin.encoded)
    map.selected = { encoded: pin.encoded, name: pin.name }
  }
}

export const pins = new PinsState()
