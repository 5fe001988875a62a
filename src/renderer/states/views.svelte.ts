/** What the window keeps for each project, so that a restart comes back to where one was. */
import { setOf } from '../collections.ts'
import { app } from '../connection.ts'
import { arithmetic } from './arithmetic.svelte.ts'
import { condition } from './condition.svelte.ts'
import { contourKinds, layers, unders } from './layers.svelte.ts'
import type { ContourKind, Under } from './layers.svelte.ts'
import { keptNow, restoreKept } from './kept.ts'
import type { Kept } from './kept.ts'
import { map, mapTools, planeKinds } from './map.svelte.ts'
import type { MapTool, PlaneKind } from './map.svelte.ts'
import { project } from './project.svelte.ts'
import { runs } from './runs.svelte.ts'
import { screen, screens } from './screen.svelte.ts'
import type { Screen } from './screen.svelte.ts'
import { tour } from './tour.svelte.ts'

interface View extends Kept {
  screen?: Screen
  run?: string
  muted?: number[]
  points?: boolean
  under?: Under
  contours?: ContourKind
  thumbnails?: boolean
  tool?: MapTool
  camera?: { scale: number; x: number; y: number }
  dimensions?: [number, number]
  plane?: PlaneKind
  directions?: { name: string; vector: number[] }[]
  condition?: { label?: string; follows: boolean; centred: boolean }
  z?: number[]
}

/** The state as plain JSON; reading it makes an effect depend on all of it. */
export function viewNow(): View {
  return {
    screen: screen.current,
    run: runs.selected,
    muted: [...map.muted],
    points: map.showPoints,
    under: layers.under,
    contours: layers.contours,
    thumbnails: layers.thumbnails,
    tool: map.tool,
    camera: map.camera,
    dimensions: [...map.dimensions],
    plane: map.planeKind,
    directions: arithmetic.directions.map(({ name, vector }) => ({ name, vector })),
    condition: condition.kind && {
      label: condition.label,
      follows: condition.follows,
      centred: condition.centred
    },
    z: map.z && Array.from(map.z),
    ...keptNow()
  }
}

let timer = 0

/** Writes soon, not at every movement. */
export function saveViewSoon(): void {
  window.clearTimeout(timer)
  timer = window.setTimeout(() => void saveView(), 400)
}

export async function saveView(): Promise<void> {
  window.clearTimeout(timer)
  const path = project.summary?.path
  if (path) await app.call('view.write', path, viewNow())
  await app.call('view.write', '', { project: path, tour: tour.stored() })
}

/** The project that was open when the window closed; the tour comes back with it. */
export async function lastProject(): Promise<string | undefined> {
  const stored = (await app.call('view.read', '')) as {
    project?: unknown
    tour?: unknown
  } | null
  tour.restore(stored?.tour)
  return typeof stored?.project === 'string' ? stored.project : undefined
}

async function restoreCondition(stored: unknown): Promise<void> {
  if (typeof stored !== 'object' || stored === null) return
  await condition.ready()
  condition.restore(stored)
}

/** Brings a project's view back; whatever does not fit any more is passed over. */
export async function restoreView(path: string): Promise<void> {
  const stored = ((await app.call('view.read', path)) ?? {}) as Partial<Record<keyof View, unknown>>
  const known = (id: unknown): id is string => runs.list.some((run) => run.id === id)
  if (known(stored.run)) runs.selected = stored.run
  map.muted = setOf(Array.isArray(stored.muted) ? (stored.muted.filter(Number.isInteger) as number[]) : [])
  map.showPoints = stored.points !== false
  layers.under = unders.find((under) => under === stored.under) ?? 'nothing'
  layers.contours = contourKinds.find((kind) => kind === stored.contours) ?? 'none'
  layers.thumbnails = stored.thumbnails !== false
  map.tool = mapTools.find((tool) => tool === stored.tool) ?? 'walk'
  restoreKept({ colour: stored.colour, compare: stored.compare, generate: stored.generate })
  await map.open(runs.selected)
  if (stored.run === runs.selected && map.points) {
    const [first, second] = Array.isArray(stored.dimensions) ? (stored.dimensions as number[]) : [0, 1]
    if (first < map.latent && second < map.latent) map.dimensions = [first, second]
    if (map.latent > 2) map.planeKind = planeKinds.find((kind) => kind === stored.plane) ?? 'axes'
    arithmetic.restore(stored.directions)
    await restoreCondition(stored.condition)
    const camera = stored.camera as View['camera']
    if (camera && [camera.scale, camera.x, camera.y].every(Number.isFinite)) map.camera = camera
    if (Array.isArray(stored.z) && stored.z.length === map.latent && stored.z.every(Number.isFinite))
      void map.walk(Float32Array.from(stored.z as number[]))
  }
  const wanted = screens.find((name) => name === stored.screen)
  screen.current = wanted && wanted !== 'start' ? wanted : runs.viewable.length > 0 ? 'map' : 'data'
}
