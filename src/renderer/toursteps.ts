/** The steps of the tour; each is told under `tour.NAME` and `tour.NAME.text`. */
export const tourSteps = [
  'sample',
  'learn',
  'click',
  'interpolate',
  'manifold',
  'conditional',
  'generate',
  'restore'
] as const
export type TourStep = (typeof tourSteps)[number]
