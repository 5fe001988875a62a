/** `train`: one step of the usual models, in images a second. */
import { median } from './statistics.ts'
import { executors, ourServer, peerNames, peerServer, trainingContestants } from './contestants.ts'
import { peerPython } from './peers/environment.ts'
import { rowOf, table, type Row, type Series } from './report.ts'
import { alternate } from './rounds.ts'
import { inTemporaryFolder, type Settings } from './settings.ts'
import type { Server } from './server.ts'
import { stepOperations, trainingWorkloads, type Workload } from './workloads.ts'

/** Of the square matrices whose product tells the machine's rate; large enough to be limited by arithmetic alone. */
const matrixSize = 2048

async function multiplyRate(server: Server): Promise<number> {
  const times = 2
  const { seconds } = await server.request<{ seconds: number }>({ op: 'multiply', size: matrixSize, times })
  return (2 * matrixSize ** 3 * times) / seconds / 1e9
}

/** The rows of a workload: each executor alone, and the better of them, which a run would take. */
export function trainingRows({ name, batch }: Workload, stepsPerSecond: Series): Row[] {
  const images = Object.fromEntries(
    Object.entries(stepsPerSecond).map(([contestant, steps]) => [contestant, steps.map((x) => x * batch)])
  )
  const ours = executors.map((executor) => [executor, images[`ours, ${executor}`]] as const)
  const peers = Object.fromEntries(Object.entries(images).filter(([key]) => !key.startsWith('ours')))
  const [best, series] = ours.reduce((a, b) => (median(b[1]) > median(a[1]) ? b : a))
  return [
    ...ours.map(([executor, figures]) => rowOf(`${name}: ${executor}`, 'images/s', figures, peers)),
    rowOf(`${name}: best (${best})`, 'images/s', series, peers)
  ]
}

export async function trainBench(settings: Settings): Promise<Row[]> {
  const python = await peerPython(settings.line)
  const ours = executors.map(ourServer)
  const servers = [...ours, ...peerNames.map((peer) => peerServer(python, peer))]
  const rows: Row[] = []
  const fractions: string[][] = []
  const rates: number[] = []
  try {
    await inTemporaryFolder(async (folder) => {
      for (const workload of trainingWorkloads) {
        settings.line(`${workload.name}: warming up`)
        const options = { seconds: settings.quick ? 0.2 : 0.6, folder }
        const contestants = await trainingContestants(servers, workload, options)
        const rate = { name: 'matrix products', measure: () => multiplyRate(ours[0]) }
        const { [rate.name]: measured, ...steps } = await alternate(
          [...contestants, rate],
          settings.rounds,
          (round) => settings.line(`${workload.name}: round ${round + 1} of ${settings.rounds}`)
        )
        rates.push(...measured)
        rows.push(...trainingRows(workload, steps))
        for (const [name, series] of Object.entries(steps)) {
          const reached = (median(series) * stepOperations(workload)) / 1e9
          const part = `${((100 * reached) / median(measured)).toFixed(0)} %`
          const milliseconds = (1000 / median(series)).toFixed(2)
          const { processor = [] } = contestants.find((contestant) => contestant.name === name)!
          const worked = processor.length > 0 ? median(processor).toFixed(2) : ''
          fractions.push([workload.name, name, milliseconds, worked, reached.toFixed(1), part])
        }
      }
    })
  } finally {
    await Promise.all(servers.map((server) => server.close()))
  }
  settings.print(
    table(
      ['workload', 'contestant', 'ms a step', 'processor ms', 'GFLOP/s', 'of the matrix products’ rate'],
      fractions
    )
  )
  settings.print(
    `\nMatrix products of ${matrixSize} × ${matrixSize}, in the same run: ${median(rates).toFixed(1)} GFLOP/s\n`
  )
  return rows
}
