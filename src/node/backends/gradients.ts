/** The gradients of tfjs's kernels, which its core package leaves to whoever needs them. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { bindingPackage } from '../provision/compile.ts'

/** Makes every gradient known, for all backends; a second call costs nothing. */
export function registerGradients(): void {
  // The union package registers them as it loads; it comes with the package of the native backend.
  createRequire(join(bindingPackage(), 'package.json'))('@tensorflow/tfjs')
}
