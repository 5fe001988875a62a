/** How a training gives way to who waits for an image: for a moment nothing new is begun. */
import { setImmediate, setTimeout } from 'node:timers/promises'
import type { Program } from '../engine/engine.ts'

/** Milliseconds that an image takes to be decoded and drawn. */
const moment = 30
/** So long, in milliseconds, it may give way at a stretch; it earns a millisecond for each that it has worked. */
const most = 100

export class GiveWay {
  #until = -Infinity
  /** Milliseconds it may still wait. */
  #saved = most
  #since = performance.now()

  /** @param now milliseconds; for tests */
  constructor(private readonly now = () => performance.now()) {
    this.#since = now()
  }

  /** Somebody waits for an image from now on. */
  ask(): void {
    this.#until = this.now() + moment
  }

  /** How long to wait before something is begun, in milliseconds: no longer than it has worked since it waited. */
  takeWait(): number {
    const now = this.now()
    this.#saved = Math.min(most, this.#saved + now - this.#since)
    this.#since = now
    return Math.max(0, Math.min(this.#until - now, this.#saved))
  }

  /** Takes in what was asked meanwhile, and waits. */
  async pass(): Promise<void> {
    // What computes blocks: only now a message gets in.
    await setImmediate()
    for (let wait = this.takeWait(); wait >= 1; wait = this.takeWait()) {
      await setTimeout(wait)
      this.spend()
    }
  }

  /** Takes the time since `takeWait` as waited. */
  spend(): void {
    const now = this.now()
    this.#saved = Math.max(0, this.#saved - (now - this.#since))
    this.#since = now
  }

  /** The same program, which gives way before each run. */
  before(program: Program): Program {
    return {
      executor: program.executor,
      run: async (name, inputs) => {
        await this.pass()
        return program.run(name, inputs)
      },
      readVariables: () => program.readVariables(),
      readSlots: () => program.readSlots(),
      writeVariables: (values) => program.writeVariables(values),
      writeSlots: (values) => program.writeSlots(values),
      dispose: () => program.dispose()
    }
  }
}
