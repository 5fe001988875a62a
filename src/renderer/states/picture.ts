/** The Map screen offers its picture here, so that the export menu need not know how it is drawn. */
let source: (() => HTMLCanvasElement | undefined) | undefined

/** @returns what takes the offer back */
export function offerPicture(make: () => HTMLCanvasElement | undefined): () => void {
  source = make
  return () => {
    if (source === make) source = undefined
  }
}

export function mapPicture(): HTMLCanvasElement | undefined {
  return source?.()
}
