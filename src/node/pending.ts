/** Questions to another process or thread that have not been answered. */
export class Pending<Answer> {
  private readonly waiting = new Map<number, (answer: Answer | undefined) => void>()
  private next = 0

  /** How many there are. */
  get size(): number {
    return this.waiting.size
  }

  /**
   * @param send sends the question under this number
   * @returns the answer, undefined where there will be none
   */
  ask(send: (id: number) => void): Promise<Answer | undefined> {
    const id = this.next++
    return new Promise((give) => {
      this.waiting.set(id, give)
      send(id)
    })
  }

  give(id: number, answer: Answer | undefined): void {
    this.waiting.get(id)?.(answer)
    this.waiting.delete(id)
  }

  /** There will be no answers. */
  lose(): void {
    for (const id of this.waiting.keys()) this.give(id, undefined)
  }
}
