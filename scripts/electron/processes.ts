/** Running other programs from the scripts. */
import { spawn, spawnSync } from 'node:child_process'
import type { StdioOptions } from 'node:child_process'
import path from 'node:path'

/** How to run npm: the one that started us, or the one on the path. */
export function npmCommand(): { file: string; args: string[] } {
  const own = process.env.npm_execpath
  if (own && /\.c?js$/.test(own)) return { file: process.execPath, args: [own] }
  return { file: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [] }
}

export function onPath(program: string): boolean {
  return spawnSync('which', [program], { stdio: 'ignore' }).status === 0
}

/** The line of a program's complaints that says most: one that names a failure, else the last. */
function saidBy(errors: string): string | undefined {
  const lines = errors.split('\n').filter((line) => line.trim() !== '')
  const telling = lines.filter(
    (line) => /fail|error|E:|refused|unable|not found/i.test(line) && line.includes(' ')
  )
  const useful = telling.filter((line) => !/code |errno |syscall |complete log/i.test(line))
  return (useful[0] ?? lines.at(-1))?.trim()
}

/**
 * Runs a program to its end and returns what it printed.
 * @param milliseconds after which it is ended
 * @throws with what it said when it fails
 */
export function run(
  file: string,
  args: string[],
  milliseconds: number,
  environment: NodeJS.ProcessEnv = process.env
): Promise<string> {
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe']
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio, env: environment, shell: file.endsWith('.cmd') })
    let output = ''
    let errors = ''
    const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds)
    child.stdout?.on('data', (text: Buffer) => (output += text.toString()))
    child.stderr?.on('data', (text: Buffer) => (errors += text.toString()))
    child.on('error', (error) => (clearTimeout(timer), reject(error)))
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      if (code === 0) return resolve(output)
      const reason = signal === 'SIGKILL' ? 'it took too long' : (saidBy(errors) ?? `status ${code}`)
      reject(new Error(`${path.basename(file)}: ${reason}`))
    })
  })
}
