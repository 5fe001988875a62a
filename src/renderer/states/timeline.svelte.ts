import { explorer } from '../connection.ts'
import { latest, superseded } from '../latest.ts'
import { attempt } from './actions.ts'
import { map } from './map.svelte.ts'
import { training } from './training.svelte.ts'

/** How long each epoch is shown while the time line plays: time for the points to glide there. */
const stepMilliseconds = 320

/** The time line of the run looked at: its map after each epoch that was kept. */
class TimelineState {
  /** Those that were kept; one alone is no history. */
  epochs = $state.raw<readonly number[]>([])
  /** Which of them is shown; −1 while the map is as it is now. */
  at = $state(-1)
  playing = $state(false)
  open: boolean = $derived(this.at >= 0)
  #ask = latest((wish: { run: string; epoch: number }) =>
    explorer.call('history.points', wish.run, wish.epoch)
  )
  #timer = 0

  constructor() {
    map.whenCleared(() => {
      this.close()
      this.epochs = []
    })
    $effect.root(() => {
      const of = $derived(map.run && !training.jobOf(map.run) ? map.run : undefined)
      $effect(() => {
        this.epochs = []
        if (of) void this.#read(of)
      })
    })
  }

  /** Shows the map after one of the epochs. @param at its place among those that were kept */
  async show(at: number): Promise<void> {
    const { run } = map
    const place = Math.max(0, Math.min(this.epochs.length - 1, at))
    const epoch = this.epochs[place]
    if (!run || epoch === undefined) return
    this.at = place
    await attempt(async () => {
      const points = await this.#ask({ run, epoch })
      if (points !== superseded && run === map.run && this.open) map.replayed = points
    })
  }

  /** Plays from where it is; from the beginning when it is at the end. */
  play(): void {
    if (this.playing) return this.pause()
    this.playing = true
    const begin = this.at < 0 || this.at >= this.epochs.length - 1
    void this.show(begin ? 0 : this.at + 1)
    this.#timer = window.setInterval(() => {
      if (this.at >= this.epochs.length - 1) this.pause()
      else void this.show(this.at + 1)
    }, stepMilliseconds)
  }

  pause(): void {
    window.clearInterval(this.#timer)
    this.playing = false
  }

  /** Back to the map as it is now. */
  close(): void {
    this.pause()
    this.at = -1
    map.replayed = undefined
  }

  async #read(run: string): Promise<void> {
    const epochs = await explorer.call('history.epochs', run).catch(() => [])
    if (run === map.run) this.epochs = epochs.length > 1 ? epochs : []
  }
}

export const timeline = new TimelineState()
