/** Where more than one engine may be the fastest, the model itself decides and not the default one. */
import type { ProbeAnswer, Work } from '../../shared/trials.ts'
import type { Examined } from './examine.ts'

/**
 * Times the engines that may win on what is to be trained. Those that fail at it lose to those that do not.
 * @param examined engines in the order of `engineNames`, native TensorFlow first
 * @param reports what is known of each; changed in place
 * @throws AppError 'cancelled'
 */
export async function timeRivals(
  work: Work,
  examined: Pick<Examined, 'tried'>[],
  reports: ProbeAnswer[]
): Promise<void> {
  const rivals = [...examined.keys()].filter((at) => examined[at].tried && reports[at].loaded)
  if (rivals.length < 2) return
  // The app has tried nothing yet. That there is no GPU shows in a moment, and then nothing is left to time.
  for (const at of rivals.slice(1))
    if (reports[at].milliseconds === undefined) reports[at] = await examined[at].tried!()
  if (rivals.slice(1).every((at) => reports[at].milliseconds === undefined)) return
  const answers: ProbeAnswer[] = []
  for (const at of rivals) answers.push(await examined[at].tried!(work))
  if (answers.some(({ milliseconds }) => milliseconds !== undefined))
    rivals.forEach((at, rival) => (reports[at] = answers[rival]))
}
