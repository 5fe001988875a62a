/** Which file names are images, which are passed over silently, and how names become labels. */

const imageExtensions = new Set([
  ...['png', 'apng', 'jpg', 'jpeg', 'jpe', 'jfif', 'webp', 'gif', 'bmp', 'dib', 'tif', 'tiff', 'avif'],
  // Cannot be read, but a person who has them must be told so file by file.
  ...['heic', 'heif']
])

/** What operating systems leave behind in folders, and our own projects; nobody means these to be images. */
export function isClutter(name: string): boolean {
  return (
    name.startsWith('.') ||
    name.endsWith('.latent') ||
    ['__MACOSX', 'Thumbs.db', 'ehthumbs.db', 'desktop.ini'].includes(name)
  )
}

export function isImageName(name: string): boolean {
  const dot = name.lastIndexOf('.')
  return dot > 0 && imageExtensions.has(name.slice(dot + 1).toLowerCase())
}

/** The same text however it was composed: macOS stores é in two code points, Linux in one. */
export const normal = (text: string) => text.normalize('NFC')

/** Orders names as people do, `2` before `10`; ties by code unit, so that the order never depends on luck. */
const collator = new Intl.Collator('en', { numeric: true })
export const byName = (a: string, b: string) => collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0)
