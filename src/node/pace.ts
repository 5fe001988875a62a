/** How fast a job goes and how long it will still take, told from its recent past so that pauses do not count. */
export class Pace {
  private readonly marks: { time: number; done: number }[] = []

  /** @param window seconds of the past that count */
  constructor(
    private readonly window = 10,
    private readonly now: () => number = () => performance.now() / 1000
  ) {}

  /** Notes how much is done by now. */
  mark(done: number): void {
    const time = this.now()
    this.marks.push({ time, done })
    while (this.marks.length > 2 && time - this.marks[1].time > this.window) this.marks.shift()
  }

  /** Items a second; 0 until it can be told. */
  rate(): number {
    const first = this.marks[0]
    const last = this.marks[this.marks.length - 1]
    if (!first || last.time <= first.time) return 0
    return (last.done - first.done) / (last.time - first.time)
  }

  /** Seconds until `total` are done; undefined until it can be told. */
  secondsLeft(total: number): number | undefined {
    const rate = this.rate()
    const last = this.marks[this.marks.length - 1]
    return rate > 0 ? (total - last.done) / rate : undefined
  }
}
