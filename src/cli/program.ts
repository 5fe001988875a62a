/** The whole command line: its commands, and how a wrong call ends. */
import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { exitStatus, report, type Outcome } from './shell.ts'

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

type Add = (program: Command, outcome: Outcome) => void

/** Each command's module, in the order of the help. One is loaded at a time: some bring the database or an engine. */
const commands: Record<string, () => Promise<Add>> = {
  import: async () => (await import('./commands/import.ts')).addImport,
  train: async () => (await import('./commands/train.ts')).addTrain,
  evaluate: async () => (await import('./commands/evaluate.ts')).addEvaluate,
  curve: async () => (await import('./commands/curve.ts')).addCurve,
  compare: async () => (await import('./commands/compare.ts')).addCompare,
  map: async () => (await import('./commands/map.ts')).addMap,
  manifold: async () => (await import('./commands/manifold.ts')).addManifold,
  generate: async () => (await import('./commands/generate.ts')).addGenerate,
  decode: async () => (await import('./commands/decode.ts')).addDecode,
  encode: async () => (await import('./commands/encode.ts')).addEncode,
  interpolate: async () => (await import('./commands/interpolate.ts')).addInterpolate,
  restore: async () => (await import('./commands/restore.ts')).addRestore,
  complete: async () => (await import('./commands/complete.ts')).addComplete,
  label: async () => (await import('./commands/label.ts')).addLabel,
  shortfall: async () => (await import('./commands/shortfall.ts')).addShortfall,
  search: async () => (await import('./commands/search.ts')).addSearch,
  export: async () => (await import('./commands/export.ts')).addExport,
  'import-model': async () => (await import('./commands/importmodel.ts')).addImportModel,
  runs: async () => (await import('./commands/runs.ts')).addRuns,
  doctor: async () => (await import('./commands/doctor.ts')).addDoctor
}

const isAboutHelp = (word: string): boolean => word.startsWith('-') || word === 'help'

async function makeProgram(words: string[], outcome: Outcome): Promise<Command> {
  const program = new Command('latentscape')
    .description('Look into image collections with variational autoencoders.')
    .version(manifest.version)
    .showHelpAfterError('Add --help for the options.')
    .exitOverride()
  // Each command inherits what was set above, so they are added last.
  const names = Object.keys(commands)
  const asked = names.filter((name) => name === words[0])
  // For a word that is none of them their names are enough, to say which was meant; for the help all are wanted.
  const mistaken = asked.length === 0 && words.length > 0 && !words.some(isAboutHelp)
  if (mistaken) for (const name of names) program.command(name)
  else for (const name of asked.length > 0 ? asked : names) (await commands[name]())(program, outcome)
  return program
}

/** Runs one command line. @param words without the program's name @returns the exit status */
export async function main(words: string[]): Promise<number> {
  const outcome: Outcome = { status: exitStatus.done }
  try {
    const program = await makeProgram(words, outcome)
    await program.parseAsync(words, { from: 'user' })
    return outcome.status
  } catch (error) {
    if (!(error instanceof CommanderError)) return report(error)
    // Asked-for help and version end with 0; everything else commander says is about a wrong call.
    return error.exitCode === 0 ? exitStatus.done : exitStatus.usage
  }
}
