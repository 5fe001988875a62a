/** Videos from the command line: a hidden window encodes them, and a demuxer of another kind counts their frames. */
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } from 'mediabunny'
import { beforeAll, expect, test } from 'vitest'
import { run, runJson } from '../cli/run.ts'
import { shapes } from '../worker/workers.ts'
import { temporaryFolder } from './harness.ts'

const folder = temporaryFolder()
const project = path.join(folder, 'shapes.latent')
const engine = ['--engine', 'wasm']

beforeAll(async () => {
  await runJson(['import', shapes(folder, 30), '--out', project])
  await runJson(['train', project, '--network', 'mlp', '--epochs', '4', '--seed', '1', ...engine])
})

async function looked(file: string) {
  const input = new Input({ source: new BufferSource(readFileSync(file)), formats: ALL_FORMATS })
  const track = (await input.getPrimaryVideoTrack())!
  let frames = 0
  for await (const packet of new EncodedPacketSink(track).packets()) frames += packet.byteLength > 0 ? 1 : 0
  const size = [track.displayWidth, track.displayHeight]
  return { frames, size, codec: track.codec, seconds: await input.computeDuration() }
}

const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('latentscape-film-'))

test.each([
  ['mp4', 'avc'],
  ['webm', 'vp9']
])('an interpolation there and back as .%s', async (format, codec) => {
  const before = left()
  const file = path.join(folder, `between.${format}`)
  const words = ['interpolate', project, '#1', '#40', '--steps', '7', '--scale', '4', '--rate', '10']
  expect(await runJson([...words, '--out', file, ...engine])).toMatchObject({ out: file, rate: 10 })
  const { seconds, ...video } = await looked(file)
  expect(video).toEqual({ frames: 12, size: [64, 64], codec })
  expect(seconds).toBeCloseTo(1.2, 2)
  expect(left()).toEqual(before)
})

test('the training of the map as a video', async () => {
  const file = path.join(folder, 'training.mp4')
  await runJson(['export', project, '--format', 'training', '--out', file])
  const { size, frames } = await looked(file)
  expect(size).toEqual([880, 720])
  expect(frames).toBeGreaterThan(4)
})

test('without a screen it says so, and that other films need none', async () => {
  const file = path.join(folder, 'none.mp4')
  const words = ['interpolate', project, '#1', '#40', '--steps', '4', '--out', file, ...engine]
  const { DISPLAY } = process.env
  process.env.DISPLAY = ':59999'
  try {
    const ran = await run(words)
    expect(ran.status).toBe(1)
    expect(ran.error).toMatch(/display[\s\S]*\.gif or \.webp need no window/)
  } finally {
    process.env.DISPLAY = DISPLAY
  }
  expect(readdirSync(folder)).not.toContain('none.mp4')
})
