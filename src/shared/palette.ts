/**
 * The colours labels are drawn in. Ten for each ground, in the same order of hues, so that a label keeps its
 * colour when the theme changes. They were chosen so that every pair stays apart (OKLab) for normal sight and
 * for protanopia, deuteranopia and tritanopia; test/shared/palette.test.ts measures that.
 */
export type Theme = 'dark' | 'light'

export interface Ground {
  /** What lies behind the points. */
  background: string
  panel: string
  line: string
  text: string
  dim: string
  faint: string
  accent: string
  /** The ten label colours, by rank. */
  labels: readonly string[]
  /** Labels beyond the ten largest. */
  rest: string
  /** Points of a collection without labels. */
  unlabelled: string
}

export const grounds: Record<Theme, Ground> = {
  dark: {
    background: '#0b0c0e',
    panel: '#17191c',
    line: '#2a2e33',
    text: '#e7e9ec',
    dim: '#9aa1a9',
    faint: '#646b73',
    accent: '#5aa9ff',
    labels: [
      '#5f7ffb',
      '#f2c216',
      '#ff6e26',
      '#afdbb9',
      '#4dbd77',
      '#ff87cb',
      '#b36ac4',
      '#1dcbff',
      '#ad6020',
      '#899291'
    ],
    rest: '#454a51',
    unlabelled: '#7fb2ea'
  },
  light: {
    background: '#fbfbfc',
    panel: '#ffffff',
    line: '#dfe2e6',
    text: '#1a1d21',
    dim: '#5d656e',
    faint: '#949ba3',
    accent: '#1769d2',
    labels: [
      '#475fc5',
      '#dfa308',
      '#f6510c',
      '#86ac86',
      '#009c3d',
      '#ff63cc',
      '#b25ef7',
      '#0fb5f9',
      '#955218',
      '#777b89'
    ],
    rest: '#c9cdd2',
    unlabelled: '#3d73b8'
  }
}

/** How many labels have a colour of their own. */
export const colouredLabels = 10

export interface LabelColours {
  /** By label index. */
  colours: string[]
  /** Indices of the labels with a colour of their own, in label order. */
  own: number[]
  /** Indices of the labels drawn in the shared grey, in label order. */
  shared: number[]
}

/**
 * One colour for each label. Up to ten labels take the colours in label order; of more, the ten largest do
 * (ties by index), still in label order, and the others share a grey.
 * @param counts images of each label, by label index
 */
export function labelColours(counts: ArrayLike<number>, theme: Theme): LabelColours {
  const { labels, rest } = grounds[theme]
  const all = Array.from({ length: counts.length }, (_, index) => index)
  const largest = [...all].sort((a, b) => counts[b] - counts[a] || a - b).slice(0, colouredLabels)
  const own = largest.sort((a, b) => a - b)
  const colours = all.map(() => rest)
  own.forEach((label, rank) => (colours[label] = labels[rank]))
  return { colours, own, shared: all.filter((label) => !own.includes(label)) }
}
