/** What a bench says: rows of figures where more is better, as a table and as JSON. */
import { median, quantile, ratios } from './statistics.ts'

/** A figure a round for each contestant, by name. */
export type Series = Record<string, number[]>

export interface Row {
  case: string
  /** The unit of every figure of the row, such as 'images/s'. */
  unit: string
  ours: number
  peers: Record<string, number>
  /** Ours over the best peer's; null where there is no peer. */
  ratio: number | null
  /** The middle half of the rounds' own ratios. */
  spread: [number, number] | null
}

/** The row of one case, from the rounds' figures. */
export function rowOf(name: string, unit: string, ours: number[], peers: Series): Row {
  const figures = Object.fromEntries(Object.entries(peers).map(([peer, series]) => [peer, median(series)]))
  const best = Object.keys(figures).reduce<string | undefined>(
    (best, peer) => (best === undefined || figures[peer] > figures[best] ? peer : best),
    undefined
  )
  const figure = median(ours)
  if (best === undefined) return { case: name, unit, ours: figure, peers: {}, ratio: null, spread: null }
  const rounds = ratios(ours, peers[best])
  const spread: [number, number] = [quantile(rounds, 0.25), quantile(rounds, 0.75)]
  return { case: name, unit, ours: figure, peers: figures, ratio: figure / figures[best], spread }
}

/** The rows as other programs read them. */
export function toJson(rows: Row[]): string {
  const plain = rows.map(({ case: name, unit, ours, peers, ratio }) => ({
    case: name,
    unit,
    ours,
    peers,
    ratio
  }))
  return `${JSON.stringify({ rows: plain }, null, 2)}\n`
}

/** Three digits that count, or all there are before the point. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '–'
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en')
  return Number(value.toPrecision(3)).toString()
}

/** A Markdown table, its columns padded so that a terminal shows it well, too. */
export function table(header: string[], lines: string[][]): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, 3, ...lines.map((line) => (line[column] ?? '').length))
  )
  const pad = (text: string, column: number): string =>
    column === 0 ? text.padEnd(widths[column]) : text.padStart(widths[column])
  const write = (cells: string[]): string =>
    `| ${widths.map((_, column) => pad(cells[column] ?? '', column)).join(' | ')} |`
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [write(header), `| ${rule.join(' | ')} |`, ...lines.map(write)].join('\n')
}

/** All rows with every peer as a column; a star marks the best peer, against which the ratio is. */
export function rowTable(rows: Row[]): string {
  const peers = [...new Set(rows.flatMap((row) => Object.keys(row.peers)))]
  const lines = rows.map((row) => {
    const best = Math.max(...Object.values(row.peers))
    const cells = peers.map((peer) => {
      const figure = row.peers[peer]
      return figure === undefined ? '' : `${short(figure)}${figure === best ? '*' : ''}`
    })
    const ratio = row.ratio === null ? '' : row.ratio.toFixed(2)
    const spread = row.spread ? `${row.spread[0].toFixed(2)}–${row.spread[1].toFixed(2)}` : ''
    return [row.case, row.unit, short(row.ours), ...cells, ratio, spread]
  })
  return table(['case', 'unit', 'ours', ...peers, 'ratio', 'middle half'], lines)
}
