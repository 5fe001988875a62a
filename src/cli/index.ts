/** The command line's entry: bin/latentscape.mjs loads this. */
import { main } from './program.ts'

// A reader that closes early (`latentscape runs … | head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

const status = await main(process.argv.slice(2))
// Engines keep threads and handles of their own, so the end is said and not waited for.
process.stdout.write('', () => process.exit(status))
