import type { Command } from 'commander'
import { doctor, type Diagnosis } from '../../node/doctor.ts'
import { act, jsonOption, type JsonOption } from '../options.ts'
import type { Outcome } from '../shell.ts'
import { counted, table } from '../words.ts'

function asText(diagnosis: Diagnosis): string {
  const { version, node, platform, processor, threads, engine, engines, electron, caches, logs } = diagnosis
  const marks = engines.map(({ name, loaded, version, device, reason }) => [
    `  ${name === engine.selected ? '→' : loaded ? '✓' : '–'} ${name}`,
    loaded ? `${version}, ${device}` : (reason ?? 'does not load')
  ])
  const facts = [
    ['Latentscape', `${version} on Node ${node}, ${platform}`],
    ['Processor', `${processor}, ${counted(threads, 'thread')}`],
    ['Electron', electron ? `${electron.version} (${electron.source})` : 'not fetched yet'],
    ['Caches', caches],
    ['Logs', logs]
  ]
  const chosen = engine.selected ? `Engine: ${engine.selected}` : 'Engine: none'
  return `${table(facts)}\n${chosen} (${engine.reason})\n${table(marks)}`
}

export function addDoctor(program: Command, outcome: Outcome): void {
  program
    .command('doctor')
    .description('Tell which engines load on this machine, which is used and why, and where things are kept.')
    .addOption(jsonOption())
    .action((options: JsonOption) =>
      act(outcome, options, async (shell) => {
        const diagnosis = await doctor({
          progress: (progress) => shell.terminal.progress(progress),
          line: (text) => shell.terminal.line(text),
          signal: shell.signal
        })
        shell.answer(diagnosis, asText(diagnosis))
      })
    )
}
