/** What a map shows beside its points. */

/** What lies under the points: one thing at a time. */
export const unders = ['nothing', 'manifold', 'prior', 'posterior', 'sensitivity'] as const
export type Under = (typeof unders)[number]

export const contourKinds = ['none', 'all', 'label'] as const
export type ContourKind = (typeof contourKinds)[number]

class LayersState {
  under = $state<Under>('nothing')
  contours = $state<ContourKind>('none')
  /** Whether images take the place of dots where they have room. */
  thumbnails = $state(true)
}

export const layers = new LayersState()
