/** A run's networks, for other programs. */
import { exportModel } from '../../node/export/models.ts'
import { writingTo } from '../../node/export/target.ts'
import { readManifest } from '../../node/manifest.ts'
import type { ModelFormat } from '../../shared/contract/models.ts'
import { findTrainedRun, projectName } from '../model.ts'
import { quantity } from '../words.ts'
import type { Exporter } from './exporter.ts'

export const modelExporter: Exporter = {
  async write(shell, project, options) {
    await readManifest(project)
    const run = await findTrainedRun(project, options.run)
    const format = options.format as ModelFormat
    const path = options.out ?? `${projectName(project)}-${run.id}-${format}`
    const written = await writingTo(path, 'Choose another --out.', () =>
      exportModel(project, run.id, format, path, options.weights)
    )
    const files = written.files.length > 1 ? `, ${written.files.join(', ')}` : ''
    const line = `Wrote ${written.path} (${quantity(written.bytes, 'bytes')}${files})`
    shell.answer({ project, run: run.id, format, ...written }, line)
  }
}
