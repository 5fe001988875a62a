/** Text in pictures: figures, and names that must fit. */
import type { SKRSContext2D } from '@napi-rs/canvas'

/** A whole number with commas in the thousands. */
export function wholeNumber(value: number): string {
  return value.toLocaleString('en-US')
}

/** A figure with a true minus sign. */
export function figure(value: number, digits = 1): string {
  return value.toFixed(digits).replace('-', '−')
}

/** The text, its end replaced by an ellipsis where it is wider than `width` in the context's font. */
export function shortened(context: SKRSContext2D, name: string, width: number): string {
  // Control characters have no picture, and the zero one ends a name in the drawing library.
  const text = name.replace(/\p{Cc}/gu, '\uFFFD')
  if (context.measureText(text).width <= width) return text
  // By user-perceived characters, so that no emoji or accent is cut in half.
  const characters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment)
  let [low, high] = [0, characters.length]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (context.measureText(`${characters.slice(0, middle).join('')}…`).width <= width) low = middle
    else high = middle - 1
  }
  return `${characters.slice(0, low).join('').trimEnd()}…`
}
