import type { ModelChoice } from '../../shared/catalogue.ts'
import type { RunConfig } from '../../shared/schemas.ts'
import type { ImageShape } from '../networks/parameters.ts'
import type { Learner } from './learner.ts'

/** A model as its module defines it. */
export interface ModelDefinition extends ModelChoice {
  /** What is trained, for images of this shape; a latent model where `latent` says so. */
  build(config: RunConfig, image: ImageShape): Learner
}
