/** Writing a command's picture, and saying so. */
import { extname, resolve } from 'node:path'
import type { Pixels } from '../shared/contract.ts'
import { filmOf } from '../node/export/animation.ts'
import { drawGrid, scaleFor } from '../node/export/grid.ts'
import { formatOf } from '../node/export/target.ts'
import { encodeFilm, filmFormats } from './film.ts'
import { projectName, type Model } from './model.ts'
import type { PictureOptions } from './options.ts'
import { saveFile } from './output.ts'
import type { Shell } from './shell.ts'

export interface Sheet {
  /** The command's name; part of the file's name unless --out says otherwise. */
  kind: string
  pixels: Pixels
  columns: number
  gap?: number
  /** The scale without --scale; without it too, one that makes a sheet about 1,000 pixels wide. */
  scale?: number
  /** What the answer says beside the file, and the file keeps inside. */
  settings: Record<string, string | number>
  /** Figures of the answer that would be too long for the file. */
  figures?: object
}

const wholeSheet = 1000
/** A single row may be longer. */
const wholeStrip = 1800
/** How large a frame of a film is shown. */
const wholeFrame = 448

/** Draws images side by side, writes the picture and answers with where it is. */
export async function writeSheet(
  shell: Shell,
  model: Pick<Model, 'project' | 'run'>,
  options: Pick<PictureOptions, 'out' | 'scale'>,
  sheet: Sheet
): Promise<void> {
  const { pixels, columns, gap = 0, settings } = sheet
  const across = Math.min(columns, pixels.count)
  const fitting = scaleFor(across === pixels.count ? wholeStrip : wholeSheet, across, pixels.width)
  const scale = options.scale ?? sheet.scale ?? fitting
  const kept = { command: sheet.kind, run: model.run.id, ...settings }
  const out = resolve(options.out ?? `${projectName(model.project)}-${sheet.kind}.png`)
  const format = extname(out).toLowerCase() === '.webp' ? 'webp' : 'png'
  await saveFile(out, await drawGrid(pixels, { columns, scale, gap, format, settings: kept }))
  const answer = {
    out: out,
    run: model.run.id,
    images: pixels.count,
    columns,
    scale,
    ...settings,
    ...sheet.figures
  }
  shell.answer(answer, `Wrote ${out}`)
}

/** Writes the same images one after the other, as an animation or a video. */
export async function writeFilm(
  shell: Shell,
  model: Pick<Model, 'project' | 'run'>,
  options: Pick<PictureOptions, 'out' | 'scale'> & { rate: number },
  { kind, pixels, settings, figures }: Sheet
): Promise<void> {
  const named = resolve(options.out ?? `${projectName(model.project)}-${kind}.gif`)
  const { format, path: out } = formatOf(named, filmFormats)
  const scale = options.scale ?? scaleFor(wholeFrame, 1, pixels.width)
  const { rate } = options
  await saveFile(out, await encodeFilm(shell, filmOf(pixels, true), { format, rate, scale }))
  const answer = { out, run: model.run.id, images: pixels.count, rate, scale, ...settings, ...figures }
  shell.answer(answer, `Wrote ${out}`)
}
