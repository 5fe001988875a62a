/** Where images lie in a long grid with headings, so that only those in sight are drawn. */
import type { ImageRecord } from '../shared/contract.ts'
import type { Split } from '../shared/schemas.ts'

export interface Section {
  /** Label index, −1 for images without one. */
  label: number
  records: readonly ImageRecord[]
  /** Index of the first image in the order of the grid. */
  first: number
  /** Of its heading, in pixels from the top of the grid. */
  top: number
}

export interface Layout {
  sections: readonly Section[]
  columns: number
  /** Of one image with its gap. */
  cell: number
  height: number
  count: number
}

export interface Row {
  key: string
  top: number
  /** A heading has no records. */
  heading?: Section
  records: readonly ImageRecord[]
  /** Index of the first image in the order of the grid. */
  first: number
}

export const headingHeight = 36
const sectionGap = 12

/** @param smallest side of an image with its gap; what is left of the width is shared by all columns */
export function layOut(
  list: readonly ImageRecord[],
  filter: { label?: number; split?: Split },
  width: number,
  smallest: number
): Layout {
  const columns = Math.max(1, Math.floor(width / smallest))
  const cell = Math.max(smallest, Math.floor(width / columns))
  const byLabel = new Map<number, ImageRecord[]>()
  for (const record of list) {
    if (filter.label !== undefined && record.label !== filter.label) continue
    if (filter.split !== undefined && record.split !== filter.split) continue
    const known = byLabel.get(record.label)
    if (known) known.push(record)
    else byLabel.set(record.label, [record])
  }
  const sections: Section[] = []
  let top = 0
  let first = 0
  for (const [label, members] of [...byLabel].sort(([a], [b]) => (a < 0 ? 1 : b < 0 ? -1 : a - b))) {
    sections.push({ label, records: members, first, top })
    top += headingHeight + Math.ceil(members.length / columns) * cell + sectionGap
    first += members.length
  }
  return { sections, columns, cell, height: top, count: first }
}

/** The rows between two heights, a screen more on each side is the caller's choice. */
export function rowsBetween(layout: Layout, from: number, to: number): Row[] {
  const rows: Row[] = []
  for (const section of layout.sections) {
    const lines = Math.ceil(section.records.length / layout.columns)
    const start = section.top + headingHeight
    if (start + lines * layout.cell < from) continue
    if (section.top > to) break
    if (start >= from)
      rows.push({
        key: `h${section.label}`,
        top: section.top,
        heading: section,
        records: [],
        first: section.first
      })
    const begin = Math.max(0, Math.floor((from - start) / layout.cell))
    const end = Math.min(lines, Math.ceil((to - start) / layout.cell))
    for (let line = begin; line < end; line++) {
      const at = line * layout.columns
      rows.push({
        key: `${section.label}/${line}`,
        top: start + line * layout.cell,
        records: section.records.slice(at, at + layout.columns),
        first: section.first + at
      })
    }
  }
  return rows
}

/** The image at an index of the grid's order, and the height of its row. */
export function placeAt(layout: Layout, index: number): { record: ImageRecord; top: number } | undefined {
  const section = layout.sections.findLast(({ first }) => first <= index)
  const record = section?.records[index - section.first]
  if (!section || !record) return undefined
  const line = Math.floor((index - section.first) / layout.columns)
  return { record, top: section.top + headingHeight + line * layout.cell }
}

/** The index that an arrow key leads to: up and down keep the column, also across headings. */
export function stepFrom(layout: Layout, index: number, key: string): number {
  const last = layout.count - 1
  if (key === 'ArrowRight') return Math.min(last, index + 1)
  if (key === 'ArrowLeft') return Math.max(0, index - 1)
  if (key === 'Home') return 0
  if (key === 'End') return last
  const at = layout.sections.findLastIndex(({ first }) => first <= index)
  const section = layout.sections[at]
  if (!section) return index
  const column = (index - section.first) % layout.columns
  const line = Math.floor((index - section.first) / layout.columns)
  const clamp = (of: Section, wantedLine: number) =>
    Math.min(of.first + of.records.length - 1, of.first + wantedLine * layout.columns + column)
  if (key === 'ArrowDown') {
    if ((line + 1) * layout.columns < section.records.length) return clamp(section, line + 1)
    const next = layout.sections[at + 1]
    return next ? clamp(next, 0) : index
  }
  if (key === 'ArrowUp') {
    if (line > 0) return clamp(section, line - 1)
    const before = layout.sections[at - 1]
    return before ? clamp(before, Math.ceil(before.records.length / layout.columns) - 1) : index
  }
  return index
}
