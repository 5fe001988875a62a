/** The programs provisioning needs from the machine, and what to tell a person when one is missing. */
import { existsSync } from 'node:fs'
import { AppError } from '../../shared/errors.ts'
import { runCommand } from './command.ts'
import { inWords, said } from '../../shared/problems.ts'

export interface Tool {
  command: string
  /** Arguments that come before any other. */
  args: string[]
}

async function firstThatRuns(candidates: Tool[], probe: string[]): Promise<Tool | undefined> {
  for (const tool of candidates) {
    const result = await runCommand(tool.command, [...tool.args, ...probe]).catch(() => undefined)
    if (result?.status === 0) return tool
  }
  return undefined
}

/** Something a person has to install first; said at once each time, so it need not be remembered. */
export class MissingTool extends AppError {}

interface Need {
  what: string
  candidates(): Tool[]
  debian: string
  fedora: string
}

const pip: Need = {
  what: inWords('tool-pip'),
  candidates: () => [
    { command: 'python3', args: ['-m', 'pip'] },
    { command: 'pip3', args: [] },
    { command: 'pip', args: [] },
    { command: 'python', args: ['-m', 'pip'] }
  ],
  debian: 'python3-pip',
  fedora: 'python3-pip'
}

const compiler: Need = {
  what: inWords('tool-compiler'),
  candidates: () =>
    [...(process.env.CXX ? [process.env.CXX] : []), 'g++', 'c++', 'clang++'].map((command) => ({
      command,
      args: []
    })),
  debian: 'g++',
  fedora: 'gcc-c++'
}

/** How this machine's own package manager installs what is missing, as one command. */
function installCommand(missing: Need[]): string {
  if (process.platform === 'darwin') return 'xcode-select --install'
  const root = process.getuid?.() === 0 ? '' : 'sudo '
  if (existsSync('/etc/fedora-release') || existsSync('/etc/redhat-release'))
    return `${root}dnf install -y ${missing.map(({ fedora }) => fedora).join(' ')}`
  const packages = missing.map(({ debian }) => debian).join(' ')
  return existsSync('/etc/debian_version')
    ? `${root}apt-get update && ${root}apt-get install -y ${packages}`
    : `install ${packages} with your package manager`
}

/**
 * What installing native TensorFlow takes: Python's package installer and a C++ compiler (CXX in the environment
 * names another).
 * @throws MissingTool naming all that is missing, and the one command that gets it
 */
export async function findTools(): Promise<{ pip: Tool; compiler: Tool }> {
  const found = {
    pip: await firstThatRuns(pip.candidates(), ['--version']),
    compiler: await firstThatRuns(compiler.candidates(), ['--version'])
  }
  if (found.pip && found.compiler) return { pip: found.pip, compiler: found.compiler }
  const missing = [...(found.pip ? [] : [pip]), ...(found.compiler ? [] : [compiler])]
  const [first] = missing
  const command = installCommand(missing)
  throw new MissingTool(
    'engine',
    missing.length > 1
      ? said('tensorflow-tools', { what: inWords('tool-both'), command })
      : said('tensorflow-tool', { what: first.what, command })
  )
}

/** Whether an NVIDIA driver is running here. */
export async function hasNvidiaDriver(): Promise<boolean> {
  if (process.platform !== 'linux') return false
  if (existsSync('/proc/driver/nvidia/version')) return true
  const result = await runCommand('nvidia-smi', ['-L']).catch(() => undefined)
  return result?.status === 0 && result.output.includes('GPU ')
}
