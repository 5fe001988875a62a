/** A tiny library that makes TensorFlow's log level hold while TensorFlow itself is being loaded, too. */
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runCommand } from './command.ts'
import type { CompileOptions } from './compile.ts'

/**
 * TensorFlow logs a notice from its static initialisers, before it heeds TF_CPP_MIN_LOG_LEVEL. This library
 * depends on nothing, so the dynamic linker initialises it first, and sets the same level where TensorFlow's
 * logging keeps it; the name is weak, so that another version of TensorFlow loads all the same.
 */
const source = `#include <cstdlib>
extern "C" void setMinLogLevel(int)
    __asm__("_ZN4absl12lts_2025081414SetMinLogLevelENS0_18LogSeverityAtLeastE") __attribute__((weak));
__attribute__((constructor)) static void setLevel() {
  const char* level = std::getenv("TF_CPP_MIN_LOG_LEVEL");
  if (level && setMinLogLevel) setMinLogLevel(std::atoi(level));
}
`

/**
 * Compiles it into the folder of TensorFlow's libraries.
 * @returns the linker's arguments for it; none where it is of no use or does not compile
 */
export async function compileQuiet(
  folder: string,
  { compiler, log, signal }: CompileOptions
): Promise<string[]> {
  if (process.platform !== 'linux') return []
  const code = join(folder, 'quiet.cc')
  const library = join(folder, 'liblatentscape_quiet.so')
  await writeFile(code, source)
  const name = '-Wl,-soname,liblatentscape_quiet.so'
  const result = await runCommand(
    compiler.command,
    [...compiler.args, '-shared', '-fPIC', '-O2', name, code, '-o', library],
    { signal, log }
  )
  await rm(code, { force: true })
  return result?.status === 0 ? ['-Wl,--no-as-needed', library] : []
}
