/** Drawings as SVG text: vectors that stay sharp, words that stay words. */

type Attributes = Record<string, string | number | undefined>

/** Text as it may stand in an element or an attribute; what XML forbids becomes a replacement character. */
export function escaped(text: string): string {
  const characters: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text
    .replace(/[&<>"]/g, (character) => characters[character])
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
}

const figure = (value: string | number) =>
  typeof value === 'number' ? String(Math.round(value * 100) / 100) : escaped(value)

/** One element; attributes that are undefined are left out. @param content SVG, or nothing */
export function element(name: string, attributes: Attributes, content: string | string[] = ''): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : ` ${key}="${figure(value)}"`
  )
  const inner = Array.isArray(content) ? content.join('\n') : content
  return inner === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${inner}</${name}>`
}

export const text = (words: string, attributes: Attributes): string =>
  element('text', attributes, escaped(words))

/** A whole file. @param title what it shows, for those who cannot see it */
export function svgFile(
  { width, height, title, background }: { width: number; height: number; title: string; background: string },
  parts: string[]
): string {
  const content = [
    element('title', {}, escaped(title)),
    element('rect', { width, height, fill: background }),
    ...parts
  ]
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    'font-family': 'Inter, system-ui, "Segoe UI", "Noto Sans", "Noto Sans CJK SC", sans-serif'
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('svg', attributes, content)}\n`
}
