#!/usr/bin/env node
// The command line's entry: in a checkout of TypeScript, in a package built.
import { existsSync } from 'node:fs'

const programs = new URL('./programs.mjs', import.meta.url)
const built = new URL('../out/cli/index.js', import.meta.url)
if (existsSync(new URL('../src/cli/index.ts', import.meta.url)))
  await (await import(programs.href)).load('cli/index.ts')
else await import(built.href)
