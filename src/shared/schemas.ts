/**
 * Everything that is read from disk or arrives over a port, as valibot schemas; the types derive from them.
 */
import * as v from 'valibot'
import { AppError } from './errors.ts'
import { problems, said } from './problems.ts'
import type { ProblemCode } from './problems.ts'

export const engineNames = ['tensorflow', 'webgpu', 'wasm'] as const
export const EngineName = v.picklist(engineNames)
export type EngineName = v.InferOutput<typeof EngineName>

export const splits = ['train', 'validation', 'test'] as const
export const Split = v.picklist(splits)
export type Split = v.InferOutput<typeof Split>

const count = v.pipe(v.number(), v.integer(), v.minValue(1))
const positive = v.pipe(v.number(), v.gtValue(0))
const filePath = v.pipe(v.string(), v.minLength(1), v.maxLength(4096))
export const RunId = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/))

/** How source images become pixels. */
export const ImageSettings = v.object({
  /** Side of the square pixels, 16 to 256. */
  size: v.pipe(v.number(), v.integer(), v.minValue(16), v.maxValue(256)),
  channels: v.picklist(['gray', 'rgb']),
  /** crop: cut the longer side; fit: keep everything, filled with the background. */
  fit: v.picklist(['crop', 'fit']),
  /** What lies behind transparent pixels and beside fitted images, #rrggbb. */
  background: v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i))
})
export type ImageSettings = v.InferOutput<typeof ImageSettings>

/** What a person may ask of an import; what is left out is chosen from the images. */
export const ImportOptions = v.object({
  ...v.partial(ImageSettings).entries,
  /** Which folder level below the given one names the label; 1 is the first. */
  labelLevel: v.optional(count),
  name: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(200)))
})
export type ImportOptions = v.InferOutput<typeof ImportOptions>

/** `project.json`. */
export const ProjectManifest = v.object({
  format: v.literal(1),
  name: v.string(),
  created: v.string(),
  /** Rises when images are added, relabelled or left out; a run records the version it saw. */
  dataVersion: count,
  /** The data version of the last import: the images are as they were then, labels may have changed since. */
  importVersion: v.optional(count),
  settings: ImageSettings,
  /** The folders, files or zip the images came from, to import them again. */
  sources: v.array(filePath),
  labelLevel: v.optional(count)
})
export type ProjectManifest = v.InferOutput<typeof ProjectManifest>

export const NetworkConfig = v.variant('kind', [
  v.object({
    kind: v.literal('mlp'),
    /** Units in each hidden layer. */
    width: count,
    /** Hidden layers in the encoder, and again in the decoder. */
    depth: count,
    /** Hidden layers are (x·W + b) ⊙ sigmoid(x·V + c) in place of relu(x·W + b). */
    gated: v.optional(v.boolean())
  }),
  v.object({
    kind: v.literal('conv'),
    /** Filters of each stride-2 convolution, from the image inwards. */
    filters: v.pipe(v.array(count), v.minLength(1), v.maxLength(6)),
    /** Units of the dense layer between the convolutions and the latent. */
    width: count
  })
])
export type NetworkConfig = v.InferOutput<typeof NetworkConfig>

/** The name of a model, a likelihood or an objective; which there are the engine knows, see catalogue.ts. */
const kind = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/))

/** A likelihood by its name, with the options that its module asks for. */
export const LikelihoodConfig = v.looseObject({ kind })
export type LikelihoodConfig = v.InferOutput<typeof LikelihoodConfig>

const share = v.pipe(v.number(), v.minValue(0), v.ltValue(1))
const adamEntries = {
  learningRate: positive,
  beta1: v.optional(share, 0.9),
  beta2: v.optional(share, 0.999),
  epsilon: v.optional(positive, 1e-7)
}
export const OptimizerConfig = v.variant('kind', [
  v.object({ kind: v.literal('sgd'), learningRate: positive }),
  v.object({
    kind: v.literal('momentum'),
    learningRate: positive,
    momentum: v.optional(share, 0.9),
    nesterov: v.optional(v.boolean(), false)
  }),
  v.object({
    kind: v.literal('adagrad'),
    learningRate: positive,
    /** What the sum of squared gradients starts at. */
    initialAccumulator: v.optional(v.pipe(v.number(), v.minValue(0)), 0.1),
    epsilon: v.optional(positive, 1e-7)
  }),
  v.object({
    kind: v.literal('rmsprop'),
    learningRate: positive,
    /** How much of the mean square a step keeps. */
    rho: v.optional(share, 0.9),
    momentum: v.optional(share, 0),
    epsilon: v.optional(positive, 1e-7)
  }),
  v.object({ kind: v.literal('adam'), ...adamEntries }),
  v.object({
    kind: v.literal('adamw'),
    ...adamEntries,
    weightDecay: v.optional(v.pipe(v.number(), v.minValue(0)), 0.01)
  })
])
export type OptimizerConfig = v.InferOutput<typeof OptimizerConfig>
export type OptimizerOf<Kind extends OptimizerConfig['kind']> = Extract<OptimizerConfig, { kind: Kind }>

const epochsOf = v.pipe(v.number(), v.gtValue(0), v.maxValue(100_000))
const warmUp = v.object({ kind: v.literal('warm-up'), epochs: epochsOf })
const cyclic = v.object({ kind: v.literal('cyclic'), epochs: epochsOf })
/** How the learning rate changes: what it is multiplied by, told by `epochs` and, for steps, a factor. */
export const RateSchedule = v.variant('kind', [
  warmUp,
  cyclic,
  v.object({ kind: v.literal('cosine'), epochs: epochsOf }),
  v.object({
    kind: v.literal('step'),
    epochs: epochsOf,
    factor: v.optional(v.pipe(v.number(), v.gtValue(0), v.ltValue(1)), 0.1)
  })
])
export type RateSchedule = v.InferOutput<typeof RateSchedule>
/** How the weight of the KL changes: what it is multiplied by. */
export const KlSchedule = v.variant('kind', [warmUp, cyclic])
export type KlSchedule = v.InferOutput<typeof KlSchedule>

/** What a run maximises and how it gets there; what is left out is as Kingma & Welling have it, and off. */
const trainingEntries = {
  /** What is maximised; the evidence lower bound when left out. */
  objective: v.optional(kind),
  schedules: v.optional(v.object({ learningRate: v.optional(RateSchedule), betaKl: v.optional(KlSchedule) })),
  /** Nats of KL that each latent dimension may have for nothing. */
  freeBits: v.optional(positive),
  /** The largest norm of the whole gradient. */
  clip: v.optional(positive),
  /** Epochs without a better validation value after which training ends. */
  earlyStopping: v.optional(count),
  /** Whether a step takes the mean per image, or N/M times the sum over its batch. */
  scaling: v.optional(v.picklist(['image', 'set'])),
  /** Variance of a Gaussian prior on the decoder's weights; without it they are fitted by maximum likelihood. */
  mapVariance: v.optional(positive),
  /** Pixels drawn 0 or 1 with their grey value as the probability, anew each step. */
  binarise: v.optional(v.picklist(['dynamic']))
}

/** `runs/ID/config.json`: everything that decides what a run computes. */
export const RunConfig = v.object({
  format: v.literal(1),
  model: kind,
  /** The labels a conditional model knows, in the order of its one-hot condition. */
  labels: v.optional(v.array(v.string())),
  /** What a conditional model is given instead of a label: so many quadrants of the image, the rest to predict. */
  condition: v.optional(v.object({ kind: v.literal('quadrants'), given: v.picklist([1, 2, 3]) })),
  /** A conditional model's p(z|c): N(0, I), N(μ(c), I) or N(μ(c), diag σ²(c)). */
  prior: v.optional(v.picklist(['standard', 'conditional-mean', 'conditional'])),
  network: NetworkConfig,
  latent: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(512)),
  likelihood: LikelihoodConfig,
  estimator: v.picklist(['A', 'B']),
  /** Weights of the two parts of the bound in what is maximised; 1 each when left out. */
  betaReconstruction: v.optional(positive),
  betaKl: v.optional(v.pipe(v.number(), v.minValue(0))),
  /** Noise samples an image a step, L of the paper. */
  samples: v.pipe(count, v.maxValue(64)),
  optimizer: OptimizerConfig,
  ...trainingEntries,
  epochs: v.pipe(count, v.maxValue(100_000)),
  batch: v.pipe(count, v.maxValue(8192)),
  seed: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffffffff)),
  engine: v.picklist(['auto', ...engineNames])
})
export type RunConfig = v.InferOutput<typeof RunConfig>

/** `runs/ID/run.json`: what is said about a run, apart from what decides it. */
export const RunRecord = v.object({
  format: v.literal(1),
  id: RunId,
  name: v.string(),
  note: v.string(),
  created: v.string(),
  dataVersion: count,
  /** The shape of the images it learns, known from its first step on. */
  image: v.optional(v.object({ height: count, width: count, channels: v.picklist([1, 3]) })),
  status: v.picklist(['queued', 'training', 'paused', 'stopped', 'finished', 'failed']),
  /** Why it failed, in words. */
  problem: v.optional(v.string()),
  /** The kind of that failure, see ErrorKind. */
  problemKind: v.optional(v.string()),
  /** The same words as a code with values, see problems.ts. */
  problemSaid: v.fallback(
    v.optional(
      v.object({
        code: v.picklist(Object.keys(problems) as ProblemCode[]),
        values: v.record(v.string(), v.union([v.string(), v.number()]))
      })
    ),
    // A code of another version: its words are beside it.
    undefined
  ),
  /** Whole epochs done; the last checkpoint is of this epoch. */
  epoch: v.pipe(v.number(), v.integer(), v.minValue(0)),
  bestEpoch: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** The epoch after which it ended since its validation value no longer rose. */
  stoppedEarly: v.optional(count),
  step: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** Seconds spent training, pauses left out. */
  seconds: v.number(),
  imagesPerSecond: v.number()
})
export type RunRecord = v.InferOutput<typeof RunRecord>

/** `runs/ID/environment.json`: what a repeat must reuse to be bitwise the same. */
export const RunEnvironment = v.object({
  engine: EngineName,
  executor: v.picklist(['compiled', 'xla', 'eager']),
  device: v.string(),
  versions: v.record(v.string(), v.string()),
  threads: count
})
export type RunEnvironment = v.InferOutput<typeof RunEnvironment>

/**
 * Per-image averages in nats. elbo = reconstruction − kl, where reconstruction is E_q log p(x|z). Of a density
 * classifier, which has no bound, elbo and reconstruction are minus its cross-entropy and kl is 0.
 */
export const Terms = v.object({
  elbo: v.number(),
  reconstruction: v.number(),
  kl: v.number(),
  /** The importance weighted bound, where that is what is trained. */
  bound: v.optional(v.number()),
  /** The share a density classifier tells right, 0…1. */
  accuracy: v.optional(v.number())
})
export type Terms = v.InferOutput<typeof Terms>

/** One line of `runs/ID/metrics.jsonl`. */
export const Metric = v.object({
  split: v.picklist(['train', 'validation']),
  epoch: v.number(),
  step: v.number(),
  ...Terms.entries
})
export type Metric = v.InferOutput<typeof Metric>

/** Checks a value from outside against its schema; a mismatch is an error in words naming the field. */
export function parse<const S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  what: string
): v.InferOutput<S> {
  const result = v.safeParse(schema, value)
  if (result.success) return result.output
  const issue = result.issues[0]
  const field = v.getDotPath(issue)
  const reason = issue.message
  throw new AppError(
    'input',
    field ? said('invalid-field', { what, field, reason }) : said('invalid', { what, reason })
  )
}
