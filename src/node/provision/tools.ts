/** The programs provisioning needs from the machine, and what to tell a person when one is missing. */
import { existsSync } from 'node:fs'
import { AppError } from '../../shared/errors.ts'
import { runCommand } from './command.ts'

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

/** How this machine's own package manager installs something, as one command. */
function installCommand(packages: { debian: string; fedora: string; mac: string }): string {
  if (process.platform === 'darwin') return packages.mac
  const root = process.getuid?.() === 0 ? '' : 'sudo '
  if (existsSync('/etc/debian_version')) return `${root}apt-get install -y ${packages.debian}`
  if (existsSync('/etc/fedora-release') || existsSync('/etc/redhat-release'))
    return `${root}dnf install -y ${packages.fedora}`
  return `install ${packages.debian} with your package manager`
}

/**
 * Python's package installer.
 * @throws AppError 'engine' saying how to get it
 */
export async function findPip(): Promise<Tool> {
  const tool = await firstThatRuns(
    [
      { command: 'python3', args: ['-m', 'pip'] },
      { command: 'pip3', args: [] },
      { command: 'pip', args: [] },
      { command: 'python', args: ['-m', 'pip'] }
    ],
    ['--version']
  )
  if (tool) return tool
  const command = installCommand({
    debian: 'python3-pip',
    fedora: 'python3-pip',
    mac: 'xcode-select --install'
  })
  throw new AppError(
    'engine',
    `Python's pip, which fetches native TensorFlow, was not found; to get it: ${command}`
  )
}

/**
 * A C++ compiler; CXX in the environment names another.
 * @throws AppError 'engine' saying how to get it
 */
export async function findCompiler(): Promise<Tool> {
  const named = process.env.CXX ? [process.env.CXX] : []
  const tool = await firstThatRuns(
    [...named, 'g++', 'c++', 'clang++'].map((command) => ({ command, args: [] })),
    ['--version']
  )
  if (tool) return tool
  const command = installCommand({ debian: 'g++', fedora: 'gcc-c++', mac: 'xcode-select --install' })
  throw new AppError(
    'engine',
    `A C++ compiler, which native TensorFlow needs once, was not found; to get it: ${command}`
  )
}

/** Whether an NVIDIA driver is running here. */
export async function hasNvidiaDriver(): Promise<boolean> {
  if (process.platform !== 'linux') return false
  if (existsSync('/proc/driver/nvidia/version')) return true
  const result = await runCommand('nvidia-smi', ['-L']).catch(() => undefined)
  return result?.status === 0 && result.output.includes('GPU ')
}
