/** What a map itself tells of each image: where it lies on the plane shown, and how densely points lie there. */
export const planeColumns = ['first', 'second', 'density'] as const
export type PlaneColumn = (typeof planeColumns)[number]

export const isOfPlane = (column: string): column is PlaneColumn =>
  (planeColumns as readonly string[]).includes(column)
