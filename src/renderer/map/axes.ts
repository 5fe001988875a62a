import { latentName } from '../formats.ts'
import type { Projection } from './projection.ts'

/**
 * What the two axes of a plane are called.
 * @param dimensions those shown where the axes are dimensions
 * @param centred whether z − μ(c) is shown
 */
export function axisNames(
  kind: Projection['kind'],
  dimensions: readonly [number, number],
  centred = false
): [string, string] {
  if (kind === 'pca') return ['PC 1', 'PC 2']
  if (kind === 'umap') return ['UMAP 1', 'UMAP 2']
  const after = centred ? ' − μ' : ''
  return [latentName(dimensions[0]) + after, latentName(dimensions[1]) + after]
}
