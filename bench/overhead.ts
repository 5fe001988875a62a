/** `overhead`: what a training step costs beside its arithmetic, in steps a second of a tiny model. */
import { executors, ourServer, peerServer, trainingContestants } from './contestants.ts'
import { peerPython } from './peers/environment.ts'
import { rowOf, table, type Row, type Series } from './report.ts'
import { alternate, type Contestant } from './rounds.ts'
import { inTemporaryFolder, type Settings } from './settings.ts'
import { median } from './statistics.ts'
import { tinyWorkload } from './workloads.ts'

const peers = ['PyTorch', 'PyTorch compiled', 'tf.function', 'tf.function XLA', 'JAX']

export async function overheadBench(settings: Settings): Promise<Row[]> {
  const python = await peerPython(settings.line)
  const servers = [...executors.map(ourServer), ...peers.map((peer) => peerServer(python, peer))]
  let steps: Series = {}
  let contestants: Contestant[] = []
  try {
    await inTemporaryFolder(async (folder) => {
      const options = { seconds: settings.quick ? 0.1 : 0.5, folder }
      contestants = await trainingContestants(servers, tinyWorkload, options)
      steps = await alternate(contestants, settings.rounds)
    })
  } finally {
    await Promise.all(servers.map((server) => server.close()))
  }
  const lines = contestants.map(({ name, processor = [] }) => [
    name,
    (1000 / median(steps[name])).toFixed(3),
    processor.length > 0 ? median(processor).toFixed(3) : ''
  ])
  settings.print(`${table(['tiny step', 'ms', 'processor ms'], lines)}\n`)
  const of = (names: string[]) => Object.fromEntries(names.map((name) => [name, steps[name]]))
  const { name } = tinyWorkload
  return [
    ...executors.map((executor) =>
      rowOf(`${name}: ${executor}`, 'steps/s', steps[`ours, ${executor}`], of(peers))
    ),
    rowOf(`${name}: compiled against PyTorch eager`, 'steps/s', steps['ours, compiled'], of(['PyTorch']))
  ]
}
