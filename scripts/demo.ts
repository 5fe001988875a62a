/**
 * The main job on the bundled sample, with the commands a person would type: import, train, and the four
 * pictures. Everything lands in ./demo.
 */
import { spawn } from 'node:child_process'
import { rm, mkdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'demo')
const project = join(folder, 'Fashion-MNIST.latent')
const sample = join(root, 'resources', 'samples', 'fashion-mnist.zip')

interface TrainAnswer {
  run: string
  validation: { elbo: number; reconstruction: number; kl: number }
  likelihood: string
  seconds: number
  imagesPerSecond: number
  engine: string
  device: string
}

interface PictureAnswer {
  out: string
}

const quoted = (word: string): string => (/[\s#]/.test(word) ? `"${word}"` : word)

/** Runs one command of the command line, shows it as it is typed, and reads its answer. */
async function latentscape<Answer>(...words: string[]): Promise<Answer> {
  const shown = words.map((word) => quoted(word.startsWith(root) ? relative(root, word) : word))
  console.error(`\n$ latentscape ${shown.join(' ')}`)
  const child = spawn(process.execPath, [join(root, 'bin', 'latentscape.mjs'), ...words, '--json'], {
    stdio: ['inherit', 'pipe', 'inherit']
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part))
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  // The command has said itself what went wrong.
  if (status !== 0) process.exit(status ?? 1)
  return JSON.parse(text) as Answer
}

/** Ctrl-C reaches the command too, which ends in good order; then so do we. */
process.on('SIGINT', () => {})

await rm(project, { recursive: true, force: true })
await mkdir(folder, { recursive: true })

await latentscape('import', sample, '--name', 'Fashion-MNIST', '--out', project)
const trained = await latentscape<TrainAnswer>(
  ...['train', project, '--network', 'conv', '--latent', '2', '--epochs', '10', '--seed', '1'],
  ...['--likelihood', 'bernoulli']
)
const evaluated = await latentscape<{ elbo: number; images: number }>('evaluate', project, '--split', 'test')
const pictures = [
  await latentscape<PictureAnswer>('map', project, '--manifold', '28', '--out', join(folder, 'map.png')),
  await latentscape<PictureAnswer>(
    'manifold',
    project,
    '--size',
    '20',
    '--out',
    join(folder, 'manifold.png')
  ),
  await latentscape<PictureAnswer>(
    'generate',
    project,
    '--count',
    '64',
    '--out',
    join(folder, 'samples.png')
  ),
  await latentscape<PictureAnswer>(
    ...['interpolate', project, '#4000', '#10', '--steps', '16', '--out', join(folder, 'interpolation.png')]
  )
]

const nats = (value: number): string => value.toFixed(1).replace('-', '−')
const { validation } = trained
console.log(`
Validation ELBO  ${nats(validation.elbo)} nats per image (${trained.likelihood})
  reconstruction ${nats(validation.reconstruction)}, KL ${nats(validation.kl)}
Test ELBO        ${nats(evaluated.elbo)} nats on ${evaluated.images} images
Training         ${trained.seconds.toFixed(1)} s, ${Math.round(trained.imagesPerSecond)} images/s on ${trained.engine}, ${trained.device}
Pictures
${pictures.map(({ out }) => `  ${out}`).join('\n')}`)
