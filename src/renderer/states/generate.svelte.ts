import type { Generated, GenerateAbout, GenerateRequest, Pixels } from '../../shared/contract.ts'
import type { ErrorEnvelope } from '../../shared/errors.ts'
import { explorer, problemOf } from '../connection.ts'
import { latest, superseded } from '../latest.ts'
import { joinPixels, onePixels } from '../pixels.ts'

/** An image that was kept, with the latent that gives it again. */
export interface Favourite {
  key: string
  z: Float32Array
  /** An index into the labels that the model knows. */
  label?: number
  pixels: Pixels
}

/** A drawn image that others are drawn around. */
export interface Around {
  z: Float32Array
  label?: number
  pixels: Pixels
}

/** Every label of a conditional model in turn, or a row for each. */
export const inTurn = ''
export const inRows = '\u0000rows'

const keyOf = (z: Float32Array, label: number | undefined) => `${label ?? ''}|${z.join(',')}`

/** The contact sheet: what is asked for, what was drawn, and which of it was kept. */
class GenerateState {
  run = $state<string | undefined>()
  about = $state.raw<GenerateAbout | undefined>()
  count = $state(64)
  /** Images in each row, where there is one for each label. */
  across = $state(12)
  seed = $state(0)
  temperature = $state(1)
  /** Standard deviations; undefined while nothing is cut. */
  truncation = $state<number | undefined>()
  /** Pixels drawn from p(x|z) in place of their mean. */
  sampled = $state(false)
  /** A label's name, `inTurn` or `inRows`. */
  label = $state(inTurn)
  around = $state.raw<Around | undefined>()
  radius = $state(0.5)
  drawn = $state.raw<Generated | undefined>()
  favourites = $state.raw<readonly Favourite[]>([])
  problem = $state.raw<ErrorEnvelope | undefined>()
  /** Which image the keys act on. */
  focused = $state(0)

  #draw = latest(({ run, request }: { run: string; request: GenerateRequest }) =>
    explorer.call('generate', run, request)
  )

  rows = $derived(this.label === inRows && this.about?.labels !== undefined && !this.around)

  request: GenerateRequest = $derived.by(() => {
    const { around, about, label } = this
    const asked = around?.label === undefined ? label : (about?.labels?.[around.label] ?? label)
    const named = asked !== inTurn && asked !== inRows && about?.labels?.includes(asked)
    return {
      count: this.rows ? this.across : this.count,
      seed: this.seed,
      temperature: this.temperature,
      ...(this.truncation !== undefined && { truncation: this.truncation }),
      ...(named && { label: asked }),
      ...(this.rows && { rows: true }),
      ...(this.sampled && { sampled: true }),
      ...(around && { around: { z: Array.from(around.z), radius: this.radius } })
    }
  })

  /** Looks at another run; what was kept of the one before goes with it. */
  async open(run: string | undefined): Promise<void> {
    if (run === this.run) return
    this.run = run
    this.about = undefined
    this.drawn = undefined
    this.around = undefined
    this.problem = undefined
    this.favourites = []
    this.focused = 0
    if (!run) return
    try {
      const about = await explorer.call('generate.about', run)
      if (run !== this.run) return
      if (!about.labels?.includes(this.label)) this.label = about.labels ? inRows : inTurn
      this.about = about
    } catch (error) {
      if (run === this.run) this.problem = problemOf(error)
    }
  }

  /** Draws what is asked for; of several wishes meanwhile only the newest. */
  async draw(): Promise<void> {
    const { run, request } = this
    if (!run || !this.about || this.about.refusal) return
    try {
      const drawn = await this.#draw({ run, request })
      if (drawn === superseded || run !== this.run) return
      this.drawn = drawn
      this.problem = undefined
      this.focused = Math.min(this.focused, drawn.pixels.count - 1)
    } catch (error) {
      if (run === this.run) this.problem = problemOf(error) ?? this.problem
    }
  }

  /** A seed that nobody chose. */
  roll(): void {
    this.seed = Math.floor(Math.random() * 1_000_000)
  }

  /** One drawn image by its place in the sheet. */
  at(index: number): Favourite | undefined {
    const { drawn } = this
    if (!drawn || index < 0 || index >= drawn.pixels.count) return undefined
    const latent = drawn.z.length / drawn.pixels.count
    const z = drawn.z.slice(index * latent, (index + 1) * latent)
    const label = drawn.labels?.[index]
    return { key: keyOf(z, label), z, label, pixels: onePixels(drawn.pixels, index) }
  }

  /** The name of the label an image was drawn for; of a conditional model. */
  labelOf({ label }: Pick<Favourite, 'label'>): string | undefined {
    return label === undefined ? undefined : this.about?.labels?.[label]
  }

  kept: ReadonlySet<string> = $derived(new Set(this.favourites.map(({ key }) => key)))

  /** Keeps an image, or lets it go again. */
  toggle(index: number): void {
    const image = this.at(index)
    if (!image) return
    if (this.kept.has(image.key)) this.forget(image.key)
    else this.favourites = [...this.favourites, image]
  }

  forget(key: string): void {
    this.favourites = this.favourites.filter((favourite) => favourite.key !== key)
  }

  /** Everything kept goes. @returns what brings it back */
  clear(): () => void {
    const { favourites, run } = this
    this.favourites = []
    return () => {
      if (run === this.run) this.favourites = [...favourites, ...this.favourites]
    }
  }

  /** What was kept, in one array. */
  keptPixels(): Pixels | undefined {
    return this.favourites.length > 0 ? joinPixels(this.favourites.map(({ pixels }) => pixels)) : undefined
  }

  /** Draws around one image from now on. */
  moreLike({ z, label, pixels }: Around): void {
    this.around = { z, label, pixels }
    this.focused = 0
  }

  /** What a picture's file keeps of how it was made. */
  settings(): Record<string, string | number> {
    const { run, request } = this
    const { seed, temperature = 1, truncation, label, rows, sampled, around } = request
    return {
      run: run ?? '',
      seed,
      temperature,
      ...(truncation !== undefined && { truncation }),
      ...(label !== undefined && { label }),
      ...(rows && { rows: 'a row for each label' }),
      ...(sampled && { pixels: 'sampled' }),
      ...(around && { around: around.z.join(','), radius: around.radius })
    }
  }
}

export const generate = new GenerateState()
