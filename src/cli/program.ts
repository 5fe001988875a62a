/** The whole command line: its commands, and how a wrong call ends. */
import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { addDecode } from './commands/decode.ts'
import { addDoctor } from './commands/doctor.ts'
import { addEncode } from './commands/encode.ts'
import { addEvaluate } from './commands/evaluate.ts'
import { addGenerate } from './commands/generate.ts'
import { addImport } from './commands/import.ts'
import { addInterpolate } from './commands/interpolate.ts'
import { addManifold } from './commands/manifold.ts'
import { addMap } from './commands/map.ts'
import { addRuns } from './commands/runs.ts'
import { addTrain } from './commands/train.ts'
import { exitStatus, report, type Outcome } from './shell.ts'

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

function makeProgram(outcome: Outcome): Command {
  const program = new Command('latentscape')
    .description('Look into image collections with variational autoencoders.')
    .version(manifest.version)
    .showHelpAfterError('Add --help for the options.')
    .exitOverride()
  // Each command inherits what was set above, so they are added last.
  for (const add of [
    addImport,
    addTrain,
    addEvaluate,
    addMap,
    addManifold,
    addGenerate,
    addDecode,
    addEncode,
    addInterpolate,
    addRuns,
    addDoctor
  ])
    add(program, outcome)
  return program
}

/** Runs one command line. @param words without the program's name @returns the exit status */
export async function main(words: string[]): Promise<number> {
  const outcome: Outcome = { status: exitStatus.done }
  try {
    await makeProgram(outcome).parseAsync(words, { from: 'user' })
    return outcome.status
  } catch (error) {
    if (!(error instanceof CommanderError)) return report(error)
    // Asked-for help and version end with 0; everything else commander says is about a wrong call.
    return error.exitCode === 0 ? exitStatus.done : exitStatus.usage
  }
}
