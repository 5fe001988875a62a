/** Lets work in as long as the sum of its sizes stays under a limit; what alone is over it runs alone. */
export class Room {
  private used = 0
  private readonly waiting: { size: number; enter: () => void }[] = []

  constructor(private readonly limit: number) {}

  /** Waits for room, in the order of asking. @returns gives the room back */
  async take(size: number): Promise<() => void> {
    if (this.waiting.length || !this.fits(size))
      await new Promise<void>((enter) => this.waiting.push({ size, enter }))
    else this.used += size
    return () => this.release(size)
  }

  private fits(size: number): boolean {
    return this.used === 0 || this.used + size <= this.limit
  }

  private release(size: number) {
    this.used -= size
    while (this.waiting.length && this.fits(this.waiting[0].size)) {
      const next = this.waiting.shift()!
      this.used += next.size
      next.enter()
    }
  }
}
