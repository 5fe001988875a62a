import type { ProblemCode } from '../../../shared/problems.ts'
import { engineProblems } from './problems/engine.ts'
import { exportProblems } from './problems/export.ts'
import { filesProblems } from './problems/files.ts'
import { generalProblems } from './problems/general.ts'
import { importProblems } from './problems/import.ts'
import { modelProblems } from './problems/model.ts'
import { projectProblems } from './problems/project.ts'
import { restoreProblems } from './problems/restore.ts'
import { runProblems } from './problems/run.ts'

/** 各种问题，与英文逐条对应。 */
export const problems: Record<ProblemCode, string> = {
  ...generalProblems,
  ...importProblems,
  ...filesProblems,
  ...projectProblems,
  ...runProblems,
  ...modelProblems,
  ...restoreProblems,
  ...exportProblems,
  ...engineProblems
}
