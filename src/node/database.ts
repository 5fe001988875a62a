/** `data.duckdb` of a project: opened by one process at a time, closed to everything outside the project. */
import { DuckDBInstance } from '@duckdb/node-api'
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { resolve } from 'node:path'
import { AppError } from '../shared/errors.ts'
import { inWords, said } from '../shared/problems.ts'

const tables = `
  CREATE TYPE split AS ENUM ('train', 'validation', 'test');
  CREATE TABLE images (
    id INTEGER NOT NULL, path VARCHAR NOT NULL, label SMALLINT, split split NOT NULL,
    width INTEGER NOT NULL, height INTEGER NOT NULL, bytes BIGINT NOT NULL, hash VARCHAR NOT NULL,
    duplicate_of INTEGER, source INTEGER NOT NULL, file VARCHAR NOT NULL);
  CREATE TABLE labels (id SMALLINT NOT NULL, name VARCHAR NOT NULL);
  CREATE TABLE problems (path VARCHAR NOT NULL, reason VARCHAR NOT NULL);
  CREATE TABLE latents (run VARCHAR NOT NULL, image INTEGER NOT NULL, z FLOAT[] NOT NULL);
  -- What was taken in from the files of the runs: it is not taken in twice.
  CREATE TABLE taken (run VARCHAR NOT NULL, part VARCHAR NOT NULL, hash VARCHAR NOT NULL);
  CREATE TABLE metrics (
    run VARCHAR NOT NULL, split split NOT NULL, epoch DOUBLE NOT NULL, step BIGINT NOT NULL,
    elbo DOUBLE NOT NULL, reconstruction DOUBLE NOT NULL, kl DOUBLE NOT NULL);
`

/** Tables of what a person has changed since the import, and what was measured since; older projects lack them. */
const laterTables = `
  CREATE TABLE IF NOT EXISTS excluded (image INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS relabelled (image INTEGER NOT NULL);
  -- Which data version labels and exclusions were of: those that come back by undo have their old version.
  CREATE TABLE IF NOT EXISTS versions (version INTEGER NOT NULL, hash VARCHAR NOT NULL);
  CREATE TABLE IF NOT EXISTS measures (
    run VARCHAR NOT NULL, image INTEGER NOT NULL, reconstruction FLOAT NOT NULL, kl FLOAT NOT NULL,
    inferred SMALLINT);
  -- log p(x) of each image with its standard error, and how it was estimated.
  CREATE TABLE IF NOT EXISTS likelihoods (
    run VARCHAR NOT NULL, image INTEGER NOT NULL, nats FLOAT NOT NULL, error FLOAT NOT NULL);
  CREATE TABLE IF NOT EXISTS weighings (
    run VARCHAR NOT NULL, key VARCHAR NOT NULL, samples INTEGER NOT NULL, seed BIGINT NOT NULL,
    given BOOLEAN NOT NULL);
`

/** Databases open in this process: the system's lock holds only against other processes. */
const held = new Set<string>()

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`

/** Says who holds the database, as far as the system tells. */
function busy(path: string, message: string, cause: unknown): AppError {
  const holder = /held in (.+?) \(PID (\d+)\)/.exec(message)
  const who = holder ? inWords('who-process', { pid: holder[2], name: holder[1] }) : inWords('who-other')
  return new AppError('busy', said('busy', { who, path }), { cause })
}

export interface Database {
  connection: DuckDBConnection
  /** Runs one statement and returns its rows as objects. */
  rows<Row>(sql: string, values?: DuckDBValue[]): Promise<Row[]>
  run(sql: string, values?: DuckDBValue[]): Promise<void>
  /** All of it or nothing, on a connection of its own: what others ask meanwhile neither sees nor disturbs it. */
  transaction(work: (connection: DuckDBConnection) => Promise<void>): Promise<void>
  /** Writes everything into the one file and lets it go. */
  close(): Promise<void>
}

/**
 * Opens the database of a project, and makes its tables where `create` says so.
 * @param folder the only place that statements may read or write beside the database
 * @throws AppError 'busy' while another process (or this one) has it open, 'format' when it is damaged
 */
export async function openDatabase(path: string, folder: string, create = false): Promise<Database> {
  const key = resolve(path)
  if (held.has(key)) throw busy(folder, `held in ${process.title} (PID ${process.pid})`, undefined)
  held.add(key)
  let instance: DuckDBInstance
  try {
    instance = await DuckDBInstance.create(path, { threads: '2', memory_limit: '1GB' })
  } catch (error) {
    held.delete(key)
    const { message } = error as Error
    if (/lock|being used by another process/i.test(message)) throw busy(folder, message, error)
    throw new AppError('format', said('database-unopened', { path, reason: message }), {
      cause: error
    })
  }
  const connection = await instance.connect()
  const run = async (sql: string, values?: DuckDBValue[]) => {
    await connection.run(sql, values)
  }
  async function attempt(work: (connection: DuckDBConnection) => Promise<void>) {
    const own = await instance.connect()
    try {
      await own.run('BEGIN')
      await work(own)
      await own.run('COMMIT')
    } finally {
      // Closing takes back what was not committed.
      own.closeSync()
    }
  }
  let last: Promise<void> = Promise.resolve()
  function transaction(work: (connection: DuckDBConnection) => Promise<void>): Promise<void> {
    const turn = last.then(() => attempt(work))
    last = turn.catch(() => {})
    return turn
  }
  let closed = false
  const database: Database = {
    connection,
    run,
    transaction,
    rows: async <Row>(sql: string, values?: DuckDBValue[]) => {
      const reader = await connection.runAndReadAll(sql, values)
      return reader.getRowObjectsJS() as Row[]
    },
    close: async () => {
      if (closed) return
      closed = true
      await last
      try {
        await run('CHECKPOINT')
      } finally {
        connection.closeSync()
        instance.closeSync()
        held.delete(key)
      }
    }
  }
  try {
    if (create) await run(tables)
    await run(laterTables)
    await run(`SET allowed_directories = [${quoted(resolve(folder))}]`)
    await run('SET enable_external_access = false')
    await run('SET autoinstall_known_extensions = false')
    await run('SET lock_configuration = true')
  } catch (error) {
    await database.close()
    throw error
  }
  return database
}
