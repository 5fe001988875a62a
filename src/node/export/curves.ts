/** A run's curves as SVG: the bound and its parts over the epochs, for the training and the validation images. */
import { extent } from 'd3-array'
import { scaleLinear } from 'd3-scale'
import { grounds, type Theme } from '../../shared/palette.ts'
import type { Metric } from '../../shared/schemas.ts'
import { AppError } from '../../shared/errors.ts'
import { said } from '../../shared/problems.ts'
import { element, svgFile, text } from './svg.ts'

export interface CurvesPicture {
  metrics: Metric[]
  title: string
  subtitle?: string
  /** Which figures, each with its name. */
  terms: { key: 'elbo' | 'reconstruction' | 'kl'; name: string }[]
  theme?: Theme
}

const [width, panel, top, left] = [900, 240, 96, 84]
const plotWidth = width - left - 40

/**
 * One panel a figure, below one another.
 * @throws AppError 'missing' when there is no whole epoch yet
 */
export function drawCurvesSvg({
  metrics,
  title,
  subtitle = '',
  terms,
  theme = 'dark'
}: CurvesPicture): string {
  if (metrics.length === 0) throw new AppError('missing', said('no-curves'))
  const ground = grounds[theme]
  const colours = { train: ground.dim, validation: ground.accent }
  const x = scaleLinear([0, Math.max(1, ...metrics.map(({ epoch }) => epoch))], [left, left + plotWidth])
  const panels = terms.map(({ key, name }, place) => {
    const from = top + place * panel
    const bottom = from + panel - 64
    const values = metrics.map((metric) => metric[key]).filter(Number.isFinite)
    const [low = 0, high = 1] = extent(values)
    const air = (high - low) * 0.06 || 1
    const y = scaleLinear([low - air, high + air], [bottom, from]).nice(4)
    const words = { fill: ground.dim, 'font-size': 12, 'dominant-baseline': 'central' }
    const figures = y.tickFormat(4)
    const lines = (['train', 'validation'] as const).map((split) => {
      const own = metrics.filter((metric) => metric.split === split && Number.isFinite(metric[key]))
      const points = own.map((metric) => `${round(x(metric.epoch))},${round(y(metric[key]))}`).join(' ')
      const style = { fill: 'none', stroke: colours[split], 'stroke-width': 1.5, 'stroke-linejoin': 'round' }
      return element('polyline', { ...style, points, 'data-curve': `${key} ${split}` })
    })
    return element('g', {}, [
      text(name, { x: left, y: from - 14, fill: ground.text, 'font-size': 13, 'font-weight': 600 }),
      ...y.ticks(4).flatMap((value) => [
        element('line', {
          x1: left,
          x2: left + plotWidth,
          y1: y(value),
          y2: y(value),
          stroke: ground.line
        }),
        text(figures(value), { ...words, x: left - 10, y: y(value), 'text-anchor': 'end' })
      ]),
      ...x
        .ticks(8)
        .filter(Number.isInteger)
        .map((value) =>
          text(String(value), { ...words, x: x(value), y: bottom + 16, 'text-anchor': 'middle' })
        ),
      ...lines
    ])
  })
  const key = (['train', 'validation'] as const).flatMap((split, place) => {
    const at = left + plotWidth - 190 + place * 90
    return [
      element('rect', { x: at, y: 36, width: 10, height: 10, rx: 2, fill: colours[split] }),
      text(split, { x: at + 18, y: 41, fill: ground.text, 'font-size': 12, 'dominant-baseline': 'central' })
    ]
  })
  const height = top + terms.length * panel
  return svgFile({ width, height, title, background: ground.background }, [
    text(title, { x: left, y: 42, fill: ground.text, 'font-size': 20, 'font-weight': 600 }),
    text(subtitle, { x: left, y: 64, fill: ground.dim, 'font-size': 13 }),
    ...key,
    ...panels,
    text('epoch', {
      x: left + plotWidth,
      y: height - 20,
      fill: ground.dim,
      'font-size': 12,
      'text-anchor': 'end'
    })
  ])
}

const round = (value: number) => Math.round(value * 100) / 100
