/** What each contestant is told, and what it must do. */
import type { Cloud } from './points.ts'

export interface Stage {
  cloud: Cloud
  width: number
  height: number
  /** CSS pixels a unit; the middle of the cloud lies in the middle of the canvas. */
  scale: number
  /** Of a point, in pixels. */
  radius: number
  /** Of each group, hexadecimal. */
  colours: readonly string[]
}

export interface Contestant {
  canvas: HTMLCanvasElement
  /** Shows the points moved by so many pixels, now or at the next frame. */
  pan(x: number, y: number): void
  /** Pictures drawn since the beginning. */
  readonly drawn: number
  dispose(): void
}

export const channels = (colour: string): [number, number, number] => [
  parseInt(colour.slice(1, 3), 16),
  parseInt(colour.slice(3, 5), 16),
  parseInt(colour.slice(5, 7), 16)
]
