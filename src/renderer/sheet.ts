/** How a contact sheet fills the room it has. */

export interface SheetLayout {
  columns: number
  rows: number
  /** Side of an image with its gap, in pixels. */
  cell: number
}

/**
 * Images as large as they can be while all of them are in sight; never smaller than `least`, then the sheet scrolls.
 * @param columns how many in a row, where rows mean something
 */
export function sheetLayout(
  count: number,
  width: number,
  height: number,
  { columns, least = 44, most = 220 }: { columns?: number; least?: number; most?: number } = {}
): SheetLayout {
  const fits = (across: number) => Math.ceil(count / across) * (width / across) <= height
  let across = columns ?? 1
  if (columns === undefined) while (across < count && !fits(across)) across++
  const inRows = Math.ceil(count / across)
  const side = columns === undefined ? width / across : Math.min(width / across, height / inRows)
  const narrow = side < least && columns === undefined ? Math.max(1, Math.floor(width / least)) : across
  const cell = Math.min(most, columns === undefined ? width / narrow : Math.max(least, side))
  return { columns: narrow, rows: Math.ceil(count / narrow), cell }
}

/** The image an arrow key leads to; the same one at an edge. */
export function stepOnSheet(index: number, key: string, count: number, columns: number): number {
  const to = {
    ArrowRight: index + 1,
    ArrowLeft: index - 1,
    ArrowDown: index + columns,
    ArrowUp: index - columns,
    Home: 0,
    End: count - 1
  }[key]
  return to === undefined || to < 0 || to >= count ? index : to
}
