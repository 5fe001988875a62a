import type { Ground, Theme } from '../../../shared/palette.ts'

const tokens = ({ background, panel, line, text, dim, faint, accent }: Ground) =>
  `--background:${background};--panel:${panel};--line:${line};--text:${text};--dim:${dim};--faint:${faint};--accent:${accent}`

/** The look of an exported page, in the colours of the app's maps, dark or light as the reader's system is. */
export const pageStyle = (grounds: Record<Theme, Ground>): string => `
:root{color-scheme:dark light;${tokens(grounds.light)}}
@media (prefers-color-scheme: dark){:root{${tokens(grounds.dark)}}}
*{box-sizing:border-box}
html,body{height:100%;margin:0}
body{display:flex;flex-direction:column;background:var(--background);color:var(--text);font:13px/20px system-ui,"Segoe UI","Noto Sans","Noto Sans CJK SC",sans-serif}
header{display:flex;align-items:baseline;gap:12px;padding:12px 16px;border-bottom:1px solid var(--line);background:var(--panel)}
h1{margin:0;font-size:14px}
p{margin:0;color:var(--dim)}
main{display:flex;flex:1;min-height:0}
#map{flex:1;min-width:0;height:100%;cursor:crosshair;touch-action:none}
#map:focus-visible{outline:2px solid var(--accent);outline-offset:-2px}
aside{display:flex;flex-direction:column;gap:12px;width:241px;padding:16px;border-left:1px solid var(--line);background:var(--panel);overflow:auto}
#decoded{width:208px;height:208px;object-fit:contain;image-rendering:pixelated;border:1px solid var(--line);border-radius:4px}
#legend{display:flex;flex-direction:column}
#legend button{display:flex;align-items:center;gap:8px;padding:3px 0;border:0;background:none;color:inherit;font:inherit;text-align:left;cursor:pointer}
#legend button[aria-pressed=false]{opacity:.4}
#legend i{width:10px;height:10px;border-radius:2px}
#card{position:fixed;z-index:1;padding:6px;border:1px solid var(--line);border-radius:6px;background:var(--panel);pointer-events:none}
#card canvas{display:block;width:84px;height:84px;image-rendering:pixelated}
[hidden]{display:none!important}
`
