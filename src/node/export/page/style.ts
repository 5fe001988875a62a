import type { Ground, Theme } from '../../../shared/palette.ts'

const tokens = ({ background, panel, line, text, dim, faint, accent }: Ground) =>
  `--background:${background};--panel:${panel};--line:${line};--text:${text};--dim:${dim};--faint:${faint};--accent:${accent}`

/** The look of an exported page, in the colours of the app's maps, dark or light as the reader's system is. */
export const pageStyle = (grounds: Record<Theme, Ground>): string => `
:root{color-scheme:light dark;${tokens(grounds.light)}}
@media (prefers-color-scheme: dark){:root{${tokens(grounds.dark)}}}
*{box-sizing:border-box}
[hidden]{display:none!important}
html,body{height:100%;margin:0}
body{display:flex;flex-direction:column;background:var(--background);color:var(--text);font:13px/20px system-ui,"Segoe UI","Noto Sans","Noto Sans CJK SC",sans-serif;font-variant-numeric:tabular-nums}
header{display:flex;flex-wrap:wrap;align-items:baseline;gap:0 12px;padding:13px 16px;border-bottom:1px solid var(--line);background:var(--panel)}
h1,h2,p{margin:0}
h1{font-size:14px;font-weight:600}
h2{display:flex;justify-content:space-between;margin-bottom:8px;color:var(--dim);font-size:12px;font-weight:600}
p{color:var(--dim)}
main{display:flex;flex:1;min-height:0}
button,select{height:28px;padding:0 10px;border:1px solid var(--line);border-radius:6px;background:var(--panel);color:var(--text);font:inherit;cursor:pointer}
button[aria-pressed=true]{color:var(--accent)}
.plain{height:20px;padding:0;border:0;background:none;color:var(--accent);font-weight:400}
:focus-visible{outline:2px solid var(--accent);outline-offset:1px}
#stage{position:relative;flex:1;min-width:0;overflow:hidden}
#map{display:block;width:100%;height:100%;cursor:crosshair;touch-action:none}
#map:focus-visible{outline-offset:-2px}
#cursor{position:absolute;left:-9px;top:-9px;width:18px;height:18px;border:2px solid var(--accent);border-radius:50%;box-shadow:0 0 0 1px var(--background),inset 0 0 0 1px var(--background);pointer-events:none}
#legend{position:absolute;left:16px;top:16px;width:176px;max-height:calc(100% - 56px);padding:6px;border:1px solid var(--line);border-radius:6px;background:var(--panel);overflow:auto}
#entries{display:flex;flex-direction:column}
#entries button{display:flex;align-items:center;gap:8px;height:24px;padding:0 6px;border:0;color:inherit;text-align:left}
#entries button:hover{background:var(--background)}
#entries button[aria-pressed=false]>*{opacity:.4}
#entries i{flex:none;width:9px;height:9px;border-radius:2px}
#entries span{flex:1;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
#entries b{color:var(--dim);font-weight:400}
#all{width:100%;margin-top:4px}
#tools{position:absolute;right:16px;top:16px;display:flex;flex-wrap:wrap;justify-content:flex-end;gap:8px;margin-left:208px}
.group{display:flex}
.group button:first-child{border-radius:6px 0 0 6px}
.group button:last-child{margin-left:-1px;border-radius:0 6px 6px 0}
aside{width:288px;border-left:1px solid var(--line);background:var(--panel);overflow:auto}
aside>*{padding:16px}
aside>*+*{border-top:1px solid var(--line)}
#decoded{display:block;width:100%;max-width:255px;margin-bottom:8px;border:1px solid var(--line);border-radius:6px;image-rendering:pixelated}
#place{color:var(--text)}
#distance{min-height:20px;overflow-wrap:anywhere}
.field{display:flex;align-items:center;justify-content:space-between;gap:12px;color:var(--dim)}
.field select{flex:1;min-width:0;max-width:192px}
#dimensions{display:grid;gap:8px;margin-top:8px}
#styles{display:grid;grid-template-columns:repeat(auto-fill,minmax(44px,1fr));gap:8px 6px;margin-top:12px}
#styles:empty{display:none}
#styles button{height:auto;padding:0;border:0;background:none;color:var(--dim);font-size:11px;line-height:16px}
#styles canvas{display:block;width:100%;border:1px solid var(--line);border-radius:4px;image-rendering:pixelated}
#styles span{display:block;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
#styles [aria-pressed=true]{color:var(--text)}
#styles [aria-pressed=true] canvas{border-color:var(--accent);box-shadow:0 0 0 1px var(--accent)}
#sliders label{display:grid;grid-template-columns:28px 1fr 48px;align-items:center;height:24px;color:var(--dim)}
#sliders sub{font-size:9px}
#sliders input{width:100%;margin:0;accent-color:var(--accent)}
#sliders output{color:var(--text);text-align:right}
summary{color:var(--dim);font-size:12px;font-weight:600;cursor:pointer}
details p{margin-top:8px}
#card{position:fixed;z-index:1;display:grid;left:0;top:0;max-width:240px;padding:8px;border:1px solid var(--line);border-radius:6px;background:var(--panel);pointer-events:none}
#card canvas{width:84px;margin-bottom:4px;border:1px solid var(--line);border-radius:4px;image-rendering:pixelated}
#card b{font-weight:600}
#card span{color:var(--dim);font-size:12px;line-height:16px;overflow-wrap:anywhere}
@media (max-width: 760px){
main{flex-direction:column}
#stage{flex:none;height:60%}
#legend{width:132px;max-height:50%}
#tools{margin-left:150px}
#entries b{display:none}
aside{width:100%;border-left:0;border-top:1px solid var(--line);flex:1}
}
`
