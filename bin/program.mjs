// `node bin/program.mjs SOURCE …words` runs a program of this checkout that is below src/, as if it had been started so.
import { load } from './programs.mjs'

const [source] = process.argv.splice(2, 1)
await load(source)
