import type { en } from './en.ts'
import { appWords } from './zh/app.ts'
import { compareWords } from './zh/compare.ts'
import { completionWords } from './zh/completion.ts'
import { dataWords } from './zh/data.ts'
import { exportWords } from './zh/export.ts'
import { generateWords } from './zh/generate.ts'
import { layersWords } from './zh/layers.ts'
import { mapWords } from './zh/map.ts'
import { mapToolsWords } from './zh/maptools.ts'
import { optionsWords } from './zh/options.ts'
import { restoreWords } from './zh/restore.ts'
import { runsWords } from './zh/runs.ts'
import { selectionWords } from './zh/selection.ts'
import { searchWords } from './zh/search.ts'
import { shortfallWords } from './zh/shortfall.ts'
import { startWords } from './zh/start.ts'
import { tourWords } from './zh/tour.ts'
import { trainWords } from './zh/train.ts'

/** 简体中文。与英文逐条对应；`{name}` 是占位符。中文没有单复数，`.one` 与 `.other` 相同。 */
export const zh: Record<keyof typeof en, string> = {
  ...appWords,
  ...startWords,
  ...dataWords,
  ...trainWords,
  ...tourWords,
  ...optionsWords,
  ...mapWords,
  ...layersWords,
  ...mapToolsWords,
  ...compareWords,
  ...shortfallWords,
  ...selectionWords,
  ...generateWords,
  ...searchWords,
  ...restoreWords,
  ...completionWords,
  ...runsWords,
  ...exportWords
}
