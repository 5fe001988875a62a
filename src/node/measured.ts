/** What a run measured of every image, kept in the project's database. */
import type { Measures } from '../engine/tasks/measures.ts'
import type { ImageLikelihoods } from '../shared/contract.ts'
import type { Project } from './project.ts'

/**
 * What was kept of a run, by image id.
 * @param key of the weights and the data they were measured with; what was kept under another is out of date
 */
export async function readMeasures(
  { database }: Project,
  run: string,
  key: string
): Promise<Measures | undefined> {
  const known = await database.rows(
    "SELECT 1 FROM taken WHERE run = $1 AND part = 'measures' AND hash = $2",
    [run, key]
  )
  if (known.length === 0) return undefined
  const read = await database.connection.runAndReadAll(
    'SELECT reconstruction, kl, inferred FROM measures WHERE run = $1 ORDER BY image',
    [run]
  )
  const [reconstruction = [], kl = [], inferred = []] = read.getColumnsJS() as (number | null)[][]
  return {
    reconstruction: Float32Array.from(reconstruction as number[]),
    kl: Float32Array.from(kl as number[]),
    inferred: inferred[0] == null ? undefined : Int16Array.from(inferred as number[])
  }
}

/** Keeps what a run measured, in place of what it measured before. */
export async function writeMeasures(
  { database }: Project,
  run: string,
  key: string,
  { reconstruction, kl, inferred }: Measures
): Promise<void> {
  await database.transaction(async (connection) => {
    await connection.run('DELETE FROM measures WHERE run = $1', [run])
    await connection.run("DELETE FROM taken WHERE run = $1 AND part = 'measures'", [run])
    const table = await connection.createAppender('measures')
    for (let image = 0; image < kl.length; image++) {
      table.appendVarchar(run)
      table.appendInteger(image)
      table.appendFloat(reconstruction[image])
      table.appendFloat(kl[image])
      if (inferred) table.appendSmallInt(inferred[image])
      else table.appendNull()
      table.endRow()
    }
    table.closeSync()
    await connection.run("INSERT INTO taken VALUES ($1, 'measures', $2)", [run, key])
  })
}

/** log p(x) of every image as it was estimated, by image id. */
export type Weighing = Pick<ImageLikelihoods, 'samples' | 'seed' | 'given' | 'nats' | 'errors'>

/**
 * log p(x) as it was kept of a run.
 * @param key of the weights and the data; what was kept under another is out of date
 */
export async function readWeighing(
  { database }: Project,
  run: string,
  key: string
): Promise<Weighing | undefined> {
  const [known] = await database.rows<{ samples: number; seed: bigint; given: boolean }>(
    'SELECT samples, seed, given FROM weighings WHERE run = $1 AND key = $2',
    [run, key]
  )
  if (!known) return undefined
  const read = await database.connection.runAndReadAll(
    'SELECT nats, error FROM likelihoods WHERE run = $1 ORDER BY image',
    [run]
  )
  const [nats = [], errors = []] = read.getColumnsJS() as number[][]
  const { samples, seed, given } = known
  return {
    samples,
    seed: Number(seed),
    given,
    nats: Float32Array.from(nats),
    errors: Float32Array.from(errors)
  }
}

/** Keeps log p(x) of a run's images, in place of what was kept before. */
export async function writeWeighing(
  { database }: Project,
  run: string,
  key: string,
  { samples, seed, given, nats, errors }: Weighing
): Promise<void> {
  await database.transaction(async (connection) => {
    await connection.run('DELETE FROM likelihoods WHERE run = $1', [run])
    await connection.run('DELETE FROM weighings WHERE run = $1', [run])
    const table = await connection.createAppender('likelihoods')
    for (let image = 0; image < nats.length; image++) {
      table.appendVarchar(run)
      table.appendInteger(image)
      table.appendFloat(nats[image])
      table.appendFloat(errors[image])
      table.endRow()
    }
    table.closeSync()
    await connection.run('INSERT INTO weighings VALUES ($1, $2, $3, $4, $5)', [
      run,
      key,
      samples,
      BigInt(seed),
      given
    ])
  })
}
