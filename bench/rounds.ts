/** Runs contestants in turns: the machine's speed swings, so only what was measured side by side is compared. */
import type { Series } from './report.ts'

export interface Contestant {
  name: string
  /** Measures once; more is better. */
  measure(): Promise<number>
  /** Milliseconds of processor time a step of each measurement, where that is known. */
  processor?: number[]
}

/**
 * Each round measures every contestant once, beginning with another one each time, so that none always follows
 * the same neighbour.
 */
export async function alternate(
  contestants: Contestant[],
  rounds: number,
  told: (round: number) => void = () => {}
): Promise<Series> {
  const series: Series = Object.fromEntries(contestants.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    told(round)
    for (let turn = 0; turn < contestants.length; turn++) {
      const { name, measure } = contestants[(round + turn) % contestants.length]
      series[name].push(await measure())
    }
  }
  return series
}
