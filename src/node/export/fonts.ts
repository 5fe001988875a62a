/**
 * The typeface of exported pictures, carried in an npm package (Inter, SIL Open Font License), so that text
 * looks the same on a machine without fonts. Scripts it lacks fall back to what the system has.
 */
import { createRequire } from 'node:module'
import { GlobalFonts } from '@napi-rs/canvas'

const scripts = ['latin', 'latin-ext', 'greek', 'cyrillic']
const weights = [400, 600]
const familyOf = (script: string): string => `Latentscape ${script}`

let registered = false

function register(): void {
  if (registered) return
  registered = true
  const { resolve } = createRequire(import.meta.url)
  for (const script of scripts)
    for (const weight of weights)
      GlobalFonts.registerFromPath(
        resolve(`@fontsource/inter/files/inter-${script}-${weight}-normal.woff2`),
        familyOf(script)
      )
}

/** A canvas font of the bundled typeface; registers it on first use. @param size in pixels */
export function font(size: number, weight: 400 | 600 = 400): string {
  register()
  const fallbacks = [
    '"Noto Sans CJK SC"',
    '"Noto Sans SC"',
    '"PingFang SC"',
    '"Microsoft YaHei"',
    'sans-serif'
  ]
  return `${weight} ${size}px ${[...scripts.map((script) => `"${familyOf(script)}"`), ...fallbacks].join(', ')}`
}
