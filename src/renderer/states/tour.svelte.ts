/** The tour: which step is told, what it points at, and whether what it asks for is done. */
import type { TermName } from '../formulae.ts'
import { tourSteps } from '../toursteps.ts'
import type { TourStep } from '../toursteps.ts'
import { generate } from './generate.svelte.ts'
import { map } from './map.svelte.ts'
import { path } from './path.svelte.ts'
import { project } from './project.svelte.ts'
import { restore } from './restore.svelte.ts'
import { runs } from './runs.svelte.ts'
import { screen } from './screen.svelte.ts'
import type { Screen } from './screen.svelte.ts'

interface Stage {
  /** Test ids of what is pointed at; the first that is there. */
  targets: string[]
  /** Where it happens, once there is a project. */
  screen?: Screen
  terms: TermName[]
  done(): boolean
}

export const stages: Record<TourStep, Stage> = {
  sample: { targets: ['try-sample'], terms: [], done: () => project.summary !== undefined },
  learn: { targets: ['learn'], terms: ['latent', 'elbo', 'kl'], done: () => runs.list.length > 0 },
  click: {
    targets: ['map'],
    screen: 'map',
    terms: ['latent', 'prior', 'posterior'],
    done: () => map.z !== undefined
  },
  interpolate: { targets: ['map'], screen: 'map', terms: [], done: () => path.stops.length > 1 },
  manifold: { targets: ['layer-manifold'], screen: 'map', terms: ['prior'], done: () => map.showManifold },
  conditional: { targets: ['train-both'], screen: 'compare', terms: [], done: () => runs.list.length > 1 },
  generate: {
    targets: ['generate-label', 'generate'],
    screen: 'generate',
    terms: ['prior'],
    done: () => generate.about?.labels !== undefined && generate.request.label !== undefined
  },
  restore: {
    targets: ['restore-hole', 'restore'],
    screen: 'restore',
    terms: ['posterior', 'likelihood'],
    done: () => restore.result !== undefined
  }
}

class TourState {
  open = $state(false)
  place = $state(0)
  /** Whether it was once closed, by its end or before it. */
  seen = $state(false)

  name: TourStep = $derived(tourSteps[this.place])
  stage: Stage = $derived(stages[this.name])
  last = $derived(this.place === tourSteps.length - 1)
  done = $derived(this.stage.done())

  start(): void {
    this.open = true
    this.place = 0
    // What is there already need not be shown again.
    while (this.place < 2 && this.done) this.place++
    this.#goThere()
  }

  go(by: number): void {
    this.place = Math.min(tourSteps.length - 1, Math.max(0, this.place + by))
    this.#goThere()
  }

  close(): void {
    this.open = false
    this.seen = true
  }

  /** As JSON, kept from start to start. */
  stored(): { open: boolean; place: number; seen: boolean } {
    return { open: this.open, place: this.place, seen: this.seen }
  }

  restore(stored: unknown): void {
    if (typeof stored !== 'object' || stored === null) return
    const { open, place, seen } = stored as Record<string, unknown>
    this.seen = seen === true
    if (typeof place === 'number' && tourSteps[place]) this.place = place
    this.open = open === true
  }

  #goThere(): void {
    if (this.stage.screen && project.summary && !project.fresh) screen.current = this.stage.screen
  }
}

export const tour = new TourState()
