/** Which network imported weights are of: as the file says, as lies beside it, or as a run of the project has it. */
import * as v from 'valibot'
import { KnownConfig } from '../../engine/catalogue.ts'
import type { ImageShape } from '../../engine/networks/parameters.ts'
import { AppError } from '../../shared/errors.ts'
import { said } from '../../shared/problems.ts'
import { RunRecord, type RunConfig } from '../../shared/schemas.ts'
import type { ModelParts } from './parts.ts'

/** Nothing says what network weights are of; a run with the same settings would. */
export class UnknownNetwork extends AppError {
  constructor(title: string) {
    super(
      'input',
      `${title} does not say what network its weights are of. Name a run of this project with the same ` +
        'settings (--like RUN), or put its config.json beside the file.'
    )
  }
}

export interface ModelSettings {
  config: RunConfig
  /** Unknown where only the network's settings are said. */
  image?: ImageShape
  name?: string
  epoch?: number
}

const extent = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096))
const Image = v.object({ height: extent, width: extent, channels: v.picklist([1, 3]) })
const Epoch = v.pipe(v.number(), v.integer(), v.minValue(0))
const About = v.object({
  config: KnownConfig,
  image: v.optional(Image),
  name: v.optional(v.string()),
  epoch: v.optional(Epoch)
})

/** @throws AppError 'format' for settings that are damaged or from another version */
function check<const S extends v.GenericSchema>(schema: S, value: unknown, what: string): v.InferOutput<S> {
  const result = v.safeParse(schema, value)
  if (result.success) return result.output
  const issue = result.issues[0]
  throw new AppError(
    'format',
    said('model-settings', { title: what, field: v.getDotPath(issue) ?? 'as a whole', reason: issue.message })
  )
}

function json(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AppError('format', said('model-no-json', { title: what }), { cause })
  }
}

/** From the words that our own files of weights carry; undefined where there are none. */
function fromMetadata(metadata: Record<string, string>, what: string): ModelSettings | undefined {
  if (metadata.config === undefined) return undefined
  return check(
    About,
    {
      config: json(metadata.config, what),
      image: metadata.image === undefined ? undefined : json(metadata.image, what),
      name: metadata.name,
      epoch: metadata.epoch === undefined ? undefined : Number(metadata.epoch)
    },
    what
  )
}

/** From what lies beside the weights. */
function fromParts({ config, about, run, title }: ModelParts): ModelSettings | undefined {
  if (config !== undefined) {
    const settings = check(KnownConfig, json(config, title), title)
    if (run === undefined) return { config: settings }
    const { name, image, bestEpoch } = check(RunRecord, json(run, title), title)
    return { config: settings, name, image, epoch: bestEpoch }
  }
  return about === undefined ? undefined : check(About, json(about, title), title)
}

/**
 * @param like settings that take the place of the file's own
 * @throws UnknownNetwork when nothing says what the weights are of, 'format' when what says so is damaged
 */
export function settingsOf(
  parts: ModelParts,
  metadata: Record<string, string>,
  like?: ModelSettings
): ModelSettings {
  const settings = like ?? fromMetadata(metadata, parts.title) ?? fromParts(parts)
  if (settings) return settings
  throw new UnknownNetwork(parts.title)
}
