import { install } from './bridge.ts'

await install()
await import('../../../src/renderer/main.ts')
