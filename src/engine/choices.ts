import type { Choice } from '../shared/catalogue.ts'

/** The choices that a registry module exports, in their places. */
export function inPlace<C extends Choice>(registry: Record<string, C>): C[] {
  const place = (choice: C) => choice.place ?? Infinity
  return Object.values(registry).sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)))
}
