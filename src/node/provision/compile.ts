/** Compiles the binding between Node and TensorFlow's C API from the sources that lie in its npm package. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import { inWords, said } from '../../shared/problems.ts'
import { runCommand } from './command.ts'
import { compileQuiet } from './quiet.ts'
import type { Tool } from './tools.ts'

const require = createRequire(import.meta.url)

/** The folder of the npm package that holds the binding's sources and its JavaScript. */
export function bindingPackage(): string {
  return dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json'))
}

export interface CompileOptions {
  compiler: Tool
  log: string
  signal?: AbortSignal
}

/**
 * Writes `folder`/tfjs_binding.node, which finds the libraries in `folder`/tensorflow wherever the folder is
 * moved to. It uses Node-API alone, so one file serves every Node and Electron.
 * @returns the file's name
 * @throws AppError 'engine' naming the log, or 'cancelled'
 */
export async function compileBinding(
  folder: string,
  { compiler, log, signal }: CompileOptions
): Promise<string> {
  const source = bindingPackage()
  const headers = join(dirname(require.resolve('node-api-headers/package.json')), 'include')
  const mac = process.platform === 'darwin'
  const library = (name: string): string =>
    join(folder, 'tensorflow', mac ? `lib${name}.2.dylib` : `lib${name}.so.2`)
  const name = 'tfjs_binding.node'
  const quiet = await compileQuiet(join(folder, 'tensorflow'), { compiler, log, signal })
  const result = await runCommand(
    compiler.command,
    [
      ...compiler.args,
      '-std=c++17',
      '-O2',
      '-fPIC',
      ...(mac ? ['-bundle', '-undefined', 'dynamic_lookup'] : ['-shared']),
      '-DNAPI_VERSION=8',
      `-I${headers}`,
      `-I${join(folder, 'tensorflow', 'include')}`,
      `-I${source}`,
      join(source, 'binding', 'tfjs_backend.cc'),
      join(source, 'binding', 'tfjs_binding.cc'),
      '-o',
      join(folder, name),
      library('tensorflow_cc'),
      library('tensorflow_framework'),
      ...quiet,
      `-Wl,-rpath,${mac ? '@loader_path' : '$ORIGIN'}/tensorflow`
    ],
    { env: { ...process.env, TMPDIR: folder }, signal, log }
  )
  if (result?.status === 0 && existsSync(join(folder, name))) return name
  if (/No space left/i.test(result?.output ?? '')) throw new AppError('disk', said('compile-full'))
  const reason = /error: .*/.exec(result?.output ?? '')?.[0] ?? inWords('compiler-failed')
  throw new AppError('engine', said('compile-failed', { reason, log }))
}
