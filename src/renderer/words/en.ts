import { appWords } from './en/app.ts'
import { compareWords } from './en/compare.ts'
import { completionWords } from './en/completion.ts'
import { dataWords } from './en/data.ts'
import { exportWords } from './en/export.ts'
import { generateWords } from './en/generate.ts'
import { layersWords } from './en/layers.ts'
import { mapWords } from './en/map.ts'
import { mapToolsWords } from './en/maptools.ts'
import { optionsWords } from './en/options.ts'
import { restoreWords } from './en/restore.ts'
import { runsWords } from './en/runs.ts'
import { selectionWords } from './en/selection.ts'
import { searchWords } from './en/search.ts'
import { shortfallWords } from './en/shortfall.ts'
import { startWords } from './en/start.ts'
import { tourWords } from './en/tour.ts'
import { trainWords } from './en/train.ts'

/**
 * Every sentence of the screen, in English, a file a part of the app. `{name}` stands for a value; `.one` and
 * `.other` for counts.
 */
export const en = {
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
