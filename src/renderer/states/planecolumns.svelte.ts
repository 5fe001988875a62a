import { axisNames } from '../map/axes.ts'
import { densityOf } from '../map/density.ts'
import type { PlaneColumn } from '../map/columns.ts'
import type { PlaneLimit } from '../filter.ts'
import { map } from './map.svelte.ts'

/** The columns that the map shown tells. */
class PlaneColumnsState {
  /** Of the points, by row. */
  density = $derived(map.plane && densityOf(map.plane))
  names = $derived(axisNames(map.projection.kind, map.dimensions, map.centres !== undefined))

  /** A column by id; NaN for images that have no point. */
  of(column: PlaneColumn): (id: number) => number {
    const values = column === 'density' ? this.density : map.plane?.[column]
    return (id) => values?.[map.rowOf(id)] ?? NaN
  }

  /** Those of some images that lie within all limits. */
  within(ids: Int32Array, limits: readonly PlaneLimit[]): Int32Array {
    return limits.reduce((left, { column, from = -Infinity, to = Infinity }) => {
      const value = this.of(column)
      return left.filter((id) => value(id) >= from && value(id) <= to)
    }, ids)
  }
}

export const planeTells = new PlaneColumnsState()
