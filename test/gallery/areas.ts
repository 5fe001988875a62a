/** The pages of the gallery: what each shows, and what it needs to be so before it is drawn. */
import type { Component } from 'svelte'
import { arithmetic } from '../../src/renderer/states/arithmetic.svelte.ts'
import { average } from '../../src/renderer/states/average.svelte.ts'
import { colouring } from '../../src/renderer/states/colouring.svelte.ts'
import { compare } from '../../src/renderer/states/compare.svelte.ts'
import { completion } from '../../src/renderer/states/completion.svelte.ts'
import { generate } from '../../src/renderer/states/generate.svelte.ts'
import { layers } from '../../src/renderer/states/layers.svelte.ts'
import { map } from '../../src/renderer/states/map.svelte.ts'
import { path } from '../../src/renderer/states/path.svelte.ts'
import { restore } from '../../src/renderer/states/restore.svelte.ts'
import { selection } from '../../src/renderer/states/selection.svelte.ts'
import { settings } from '../../src/renderer/states/settings.svelte.ts'
import { shortfall } from '../../src/renderer/states/shortfall.svelte.ts'
import { thumbnails } from '../../src/renderer/states/thumbnails.ts'
import { presetHole } from '../../src/shared/hole.ts'
import { learning, openMap, openProject, runNamed } from './states.ts'

export interface Area {
  name: string
  title: string
  cases: () => Promise<{ default: Component }>
  prepare?: () => Promise<void>
}

/** Images of the first label, as a person would choose them. */
const chosen = Array.from({ length: 24 }, (_, id) => id)

export const areas: readonly Area[] = [
  { name: 'controls', title: 'Controls', cases: () => import('./cases/Controls.svelte') },
  { name: 'options', title: 'Options', cases: () => import('./cases/Options.svelte'), prepare: openProject },
  { name: 'charts', title: 'Charts', cases: () => import('./cases/Charts.svelte'), prepare: openProject },
  {
    name: 'maps',
    title: 'Maps',
    cases: () => import('./cases/Maps.svelte'),
    async prepare() {
      await openMap('Two')
      await thumbnails.getAll([4, 40])
    }
  },
  {
    name: 'map',
    title: 'Map, a place',
    cases: () => import('./cases/MapPlace.svelte'),
    async prepare() {
      await openMap('Two', { z: [0.4, -0.6] })
      layers.under = 'manifold'
      path.add({ z: [-1, 0.5] })
      path.add({ z: [1, 1] })
    }
  },
  {
    name: 'image',
    title: 'Map, an image',
    cases: () => import('./cases/MapImage.svelte'),
    async prepare() {
      await openMap('Eight', { image: 5 })
      colouring.choose('elbo')
    }
  },
  {
    name: 'selection',
    title: 'Selection',
    cases: () => import('./cases/Selection.svelte'),
    async prepare() {
      await openMap('Two', { z: [0.4, -0.6] })
      selection.choose(chosen)
      while (!average.current) await new Promise((resolve) => setTimeout(resolve, 20))
      arithmetic.take('plus', 'Boots', selection.ids, average.current)
      arithmetic.take('minus', 'Bags', selection.ids, average.current)
      arithmetic.keep()
      arithmetic.take('plus', 'Boots', selection.ids, average.current)
      layers.under = 'posterior'
      colouring.choose('likelihood')
    }
  },
  {
    name: 'condition',
    title: 'Map, a label',
    cases: () => import('./cases/MapLabel.svelte'),
    async prepare() {
      await settings.change({ shapes: true })
      await openMap('Asked', { image: 5 })
      map.muted = new Set([2, 3])
    }
  },
  { name: 'runs', title: 'Runs', cases: () => import('./cases/Runs.svelte'), prepare: openProject },
  {
    name: 'learning',
    title: 'Learning',
    cases: () => import('./cases/Learning.svelte'),
    async prepare() {
      await openProject()
      learning()
    }
  },
  { name: 'data', title: 'Data', cases: () => import('./cases/Data.svelte'), prepare: openProject },
  { name: 'start', title: 'Start', cases: () => import('./cases/Start.svelte'), prepare: openProject },
  {
    name: 'compare',
    title: 'Compare',
    cases: () => import('./cases/Compare.svelte'),
    async prepare() {
      await openProject()
      await compare.open()
      compare.choose(['Two', 'Asked', 'Auto'].map((name) => runNamed(name).id))
      await Promise.all(compare.chosen.map(({ id }) => compare.load(id)))
      compare.lookAt(5)
      await compare.measure(20, 5)
      await shortfall.measure(20)
    }
  },
  {
    name: 'generate',
    title: 'Generate',
    cases: () => import('./cases/Generate.svelte'),
    async prepare() {
      await openProject()
      await generate.open(runNamed('Asked').id)
      generate.across = 8
      await generate.draw()
      for (const index of [1, 10, 22]) generate.toggle(index)
    }
  },
  {
    name: 'restore',
    title: 'Restore',
    cases: () => import('./cases/Restore.svelte'),
    async prepare() {
      await openProject()
      await restore.open(runNamed('Eight').id)
      await restore.load({ image: 3 }, '0003.png')
      restore.samples = 4
      restore.paint(presetHole('lower', restore.image!.pixels))
      await restore.observe()
      await restore.restore()
      await completion.open(runNamed('Completes').id)
      await completion.complete(3, '0003.png')
    }
  },
  { name: 'dialogs', title: 'Dialogs', cases: () => import('./cases/Dialogs.svelte'), prepare: openProject }
]
