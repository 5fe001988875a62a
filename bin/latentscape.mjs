#!/usr/bin/env node
// The command line's entry. In a checkout the TypeScript runs through tsx; in a package it is built.
import { existsSync } from 'node:fs'
import { register } from 'tsx/esm/api'

const source = new URL('../src/cli/index.ts', import.meta.url)
const built = new URL('../out/cli/index.js', import.meta.url)
if (existsSync(source)) register()
await import(existsSync(source) ? source.href : built.href)
