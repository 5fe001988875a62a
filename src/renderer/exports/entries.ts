/**
 * What the Export menu offers, one entry each: what it is called, when it can be had, in which formats, and how it is
 * written. A new export is one entry here.
 */
import type { Pixels } from '../../shared/contract.ts'
import type { Theme } from '../../shared/palette.ts'
import { explorer } from '../connection.ts'
import { generate } from '../states/generate.svelte.ts'
import { map } from '../states/map.svelte.ts'
import { path as walk } from '../states/path.svelte.ts'
import { mapPicture } from '../states/picture.ts'
import { runs } from '../states/runs.svelte.ts'
import { fittingScale, pictureBytes } from '../states/saving.ts'
import { screen } from '../states/screen.svelte.ts'
import { settings } from '../states/settings.svelte.ts'
import { t } from '../words/words.svelte.ts'
import { encodeVideo, filmOf } from './video.ts'
import type { Film } from './video.ts'

export type Option = 'scale' | 'rate'

/** What a person chose in the dialog. */
export interface Choice {
  /** The file's ending; '' for a folder. */
  format: string
  scale: number
  rate: number
  theme: Theme
  signal: AbortSignal
  /** How far it is, 0 to 1. */
  progress(share: number): void
}

export interface Entry {
  id: string
  group: 'pictures' | 'films' | 'data' | 'page'
  label(): string
  /** What the file is called, beside the project's name. */
  name(): string
  /** The first is proposed. An ending each; '' for a folder. */
  formats: readonly string[]
  options?: readonly Option[]
  available(): boolean
  /** The scale that is proposed. */
  scale?(): number
  write(path: string, choice: Choice): Promise<{ path: string }>
}

const learnt = () => (runs.current?.epoch ?? 0) > 0
const stills = ['png', 'webp'] as const
const films = ['gif', 'webp', 'mp4', 'webm'] as const

/** Images side by side. */
function writeSheet(
  path: string,
  pixels: Pixels | undefined,
  columns: number,
  { scale }: Choice,
  settings: Record<string, string | number> = {}
): Promise<{ path: string }> {
  if (!pixels) throw new Error(t('export.failed'))
  const about = { run: runs.selected ?? '', ...settings }
  return explorer.call('export.pixels', path, pixels, { columns, scale, settings: about })
}

async function writeVideo(
  path: string,
  film: Film,
  choice: Choice,
  scale: number
): Promise<{ path: string }> {
  const format = choice.format === 'mp4' ? 'mp4' : 'webm'
  const bytes = await encodeVideo(film, { ...choice, format, scale })
  return explorer.with(choice.signal).call('export.bytes', path, bytes)
}

const isVideo = ({ format }: Choice) => format === 'mp4' || format === 'webm'

async function writeTraining(path: string, choice: Choice): Promise<{ path: string }> {
  const run = runs.selected!
  const { rate, theme, signal } = choice
  const call = explorer.with(signal).call
  if (!isVideo(choice)) return call('export.trainingFilm', path, run, { rate, theme })
  const frames = await call('film.length', run)
  return writeVideo(path, { frames, frame: (index) => call('film.frame', run, index, theme) }, choice, 1)
}

/** Images of the manifold a side. */
const manifoldSize = 20

export const entries: readonly Entry[] = [
  {
    id: 'map',
    group: 'pictures',
    label: () => t('export.map'),
    name: () => t('export.name.map'),
    formats: ['png', 'webp', 'svg'],
    available: () => screen.current === 'map' && map.run !== undefined && map.plane !== undefined,
    async write(path, { format, theme }) {
      if (format === 'svg')
        return explorer.call('export.map', path, map.run!, { theme, shapes: settings.shapes })
      const picture = mapPicture()
      if (!picture) throw new Error(t('export.failed'))
      return explorer.call(
        'export.bytes',
        path,
        await pictureBytes(picture, format === 'webp' ? 'webp' : 'png')
      )
    }
  },
  {
    id: 'manifold',
    group: 'pictures',
    label: () => t('export.manifold'),
    name: () => t('export.name.manifold'),
    formats: stills,
    options: ['scale'],
    available: () => map.run !== undefined && map.latent === 2 && map.plane !== undefined,
    scale: () => 2,
    async write(path, choice) {
      const { pixels } = await explorer.call('manifold', map.run!, manifoldSize, map.condition)
      return writeSheet(path, pixels, manifoldSize, choice, { size: manifoldSize })
    }
  },
  {
    id: 'decoded',
    group: 'pictures',
    label: () => t('export.decoded'),
    name: () => t('export.name.decoded'),
    formats: stills,
    options: ['scale'],
    available: () => map.decoded !== undefined,
    scale: () => (map.decoded ? fittingScale(map.decoded) : 1),
    write: (path, choice) => writeSheet(path, map.decoded, 1, choice, map.z ? { z: map.z.join(',') } : {})
  },
  {
    id: 'strip',
    group: 'pictures',
    label: () => t('export.strip'),
    name: () => t('export.name.strip'),
    formats: stills,
    options: ['scale'],
    available: () => walk.strip !== undefined,
    scale: () => (walk.strip ? fittingScale(walk.strip.pixels) : 1),
    write: (path, choice) => writeSheet(path, walk.strip?.pixels, walk.strip?.pixels.count ?? 1, choice)
  },
  {
    id: 'sheet',
    group: 'pictures',
    label: () => t('export.sheet'),
    name: () => t('export.name.sheet'),
    formats: stills,
    options: ['scale'],
    available: () => screen.current === 'generate' && generate.drawn !== undefined,
    scale: () => (generate.drawn ? fittingScale(generate.drawn.pixels) : 1),
    write(path, choice) {
      const drawn = generate.drawn
      const columns = generate.rows ? drawn?.columns : Math.ceil(Math.sqrt(drawn?.pixels.count ?? 1))
      return writeSheet(path, drawn?.pixels, columns ?? 1, choice, generate.settings())
    }
  },
  {
    id: 'curves',
    group: 'pictures',
    label: () => t('export.curves'),
    name: () => t('export.name.curves'),
    formats: ['svg'],
    available: learnt,
    write: (path, { theme }) => explorer.call('export.curves', path, runs.selected!, theme)
  },
  {
    id: 'walk',
    group: 'films',
    label: () => t('export.walk'),
    name: () => t('export.name.strip'),
    formats: films,
    options: ['rate', 'scale'],
    available: () => walk.strip !== undefined,
    scale: () => 8,
    write(path, choice) {
      const { rate, scale } = choice
      const { pixels } = walk.strip!
      if (isVideo(choice)) return writeVideo(path, filmOf(pixels), choice, scale)
      return explorer.with(choice.signal).call('export.film', path, pixels, { rate, scale, back: true })
    }
  },
  {
    id: 'training',
    group: 'films',
    label: () => t('export.training'),
    name: () => t('export.name.training'),
    formats: ['mp4', 'webm', 'gif', 'webp'],
    options: ['rate'],
    available: learnt,
    write: writeTraining
  },
  {
    id: 'latents',
    group: 'data',
    label: () => t('export.latents'),
    name: () => t('export.name.latents'),
    formats: ['csv', 'parquet'],
    available: learnt,
    write: (path) => explorer.call('export.table', path, 'latents', runs.selected!)
  },
  {
    id: 'labels',
    group: 'data',
    label: () => t('export.labels'),
    name: () => t('export.name.labels'),
    formats: ['csv', 'parquet'],
    available: () => true,
    write: (path) => explorer.call('export.table', path, 'labels', null)
  },
  {
    id: 'metrics',
    group: 'data',
    label: () => t('export.metrics'),
    name: () => t('export.name.metrics'),
    formats: ['csv', 'parquet'],
    available: learnt,
    write: (path) => explorer.call('export.table', path, 'metrics', runs.selected!)
  },
  {
    id: 'projector',
    group: 'data',
    label: () => t('export.projector'),
    name: () => t('export.name.projector'),
    formats: [''],
    available: learnt,
    write: (path) => explorer.call('export.projector', path, runs.selected!)
  },
  {
    id: 'page',
    group: 'page',
    label: () => t('export.page'),
    name: () => t('export.name.map'),
    formats: ['html'],
    available: learnt,
    write: (path) => explorer.call('export.page', path, runs.selected!)
  },
  {
    id: 'project',
    group: 'page',
    label: () => t('export.project'),
    name: () => t('export.name.project'),
    formats: ['zip'],
    available: () => true,
    write: (path, { signal }) => explorer.with(signal).call('export.project', path)
  }
]
