/** The map's legend: every label with its colour and how many points it has. */
import { Path2D, type SKRSContext2D } from '@napi-rs/canvas'
import type { Ground, LabelColours } from '../../shared/palette.ts'
import { allShapes, restShapeAt, shapePath } from '../../shared/shapes.ts'
import { font } from './fonts.ts'
import type { Box } from './plane.ts'
import { shortened, wholeNumber } from './text.ts'

export interface LegendRow {
  name: string
  colour: string
  count: number
  /** A place in `allShapes`; a square when left out. */
  shape?: number
}

/**
 * Rows of a legend: labels with a colour of their own, then what shares the grey, then the unlabelled.
 * @param shapes the place of each label's shape in `allShapes`, where labels have shapes
 */
export function legendRows(
  labelNames: string[],
  counts: ArrayLike<number>,
  unlabelled: number,
  { colours, own, shared }: LabelColours,
  ground: Ground,
  shapes?: Uint8Array
): LegendRow[] {
  const rows: LegendRow[] = own.map((label) => ({
    name: labelNames[label],
    colour: colours[label],
    count: counts[label],
    shape: shapes?.[label]
  }))
  const rest = shapes && restShapeAt
  if (shared.length > 0) {
    const count = shared.reduce((sum, label) => sum + counts[label], 0)
    const name = shared.length === 1 ? labelNames[shared[0]] : `${wholeNumber(shared.length)} more labels`
    rows.push({ name, colour: ground.rest, count, shape: rest })
  }
  if (unlabelled > 0)
    rows.push({
      name: labelNames.length > 0 ? 'No label' : 'Images',
      colour: labelNames.length > 0 ? ground.rest : ground.unlabelled,
      count: unlabelled,
      shape: rest
    })
  return rows
}

const rowHeight = 24
const swatch = 10

/** Draws the rows from the top of the box; names too long for it end in an ellipsis. */
export function drawLegend(context: SKRSContext2D, rows: LegendRow[], box: Box, ground: Ground): void {
  context.font = font(13)
  context.textBaseline = 'middle'
  rows.forEach((row, index) => {
    const middle = box.top + index * rowHeight + rowHeight / 2
    context.fillStyle = row.colour
    if (row.shape === undefined) {
      context.beginPath()
      context.roundRect(box.left, middle - swatch / 2, swatch, swatch, 2)
      context.fill()
    } else
      context.fill(
        new Path2D(shapePath(allShapes[row.shape], swatch * 0.38, box.left + swatch / 2, middle)),
        'evenodd'
      )
    const count = wholeNumber(row.count)
    const countWidth = context.measureText(count).width
    context.fillStyle = ground.text
    context.textAlign = 'left'
    const name = shortened(context, row.name, box.width - swatch - 12 - 12 - countWidth)
    context.fillText(name, box.left + swatch + 10, middle)
    context.fillStyle = ground.dim
    context.textAlign = 'right'
    // Only for figures: in names it would set hyphens apart.
    context.fillText(count, box.left + box.width, middle)
  })
}
