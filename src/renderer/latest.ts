/** A job that was replaced by a newer one before it began; nobody needs its answer. */
export const superseded = Symbol('superseded')

/**
 * Makes sure that a late answer never overwrites a newer one, and that a slow worker is never flooded: at most
 * one job is under way; while it is, only the newest wish is kept, and begins when the job ends.
 * @returns a function that answers with `superseded` when its wish was replaced by a newer one
 */
export function latest<Wish, Answer>(
  job: (wish: Wish) => Promise<Answer>
): (wish: Wish) => Promise<Answer | typeof superseded> {
  let busy = false
  let waiting: { wish: Wish; settle: (begin: boolean) => void } | undefined

  async function run(wish: Wish): Promise<Answer> {
    busy = true
    try {
      return await job(wish)
    } finally {
      const next = waiting
      waiting = undefined
      // Handed over while still busy: a wish that arrives in between must wait its turn.
      if (next) next.settle(true)
      else busy = false
    }
  }

  return async (wish) => {
    if (!busy) return run(wish)
    waiting?.settle(false)
    const begin = await new Promise<boolean>((settle) => {
      waiting = { wish, settle }
    })
    return begin ? run(wish) : superseded
  }
}
