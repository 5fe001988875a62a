/**
 * What the arguments of every request must look like. They are checked before a handler sees them, whoever
 * sent them: the window, another process, a test.
 */
import * as v from 'valibot'
import type { AppRequests } from './bridge.ts'
import type { ExplorerRequests, TrainingRequests } from './contract.ts'
import { AppError } from './errors.ts'
import type { RequestMap, Validator } from './rpc.ts'
import { ImageSettings, ImportOptions, parse, RunConfig, RunId, Split } from './schemas.ts'

type Arguments<F> = F extends (...args: infer A) => unknown ? A : never
type Schemas<R extends RequestMap<R>> = {
  [Name in keyof R]: v.GenericSchema<unknown, Arguments<R[Name]>>
}

const text = v.pipe(v.string(), v.maxLength(10_000))
const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200))
const path = v.pipe(v.string(), v.minLength(1), v.maxLength(4096))
const paths = v.pipe(v.array(path), v.maxLength(100_000))
const natural = v.pipe(v.number(), v.integer(), v.minValue(0))
const between = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most))
const finite = v.pipe(v.number(), v.finite())
const bytes = v.pipe(
  v.instance(Uint8Array),
  v.check((value) => value.byteLength <= 512 * 1024 * 1024, 'more than 512 MB')
)
const latents = v.pipe(
  v.instance(Float32Array),
  v.minLength(1),
  v.maxLength(4_000_000),
  v.check((value) => value.every(Number.isFinite), 'not a number in it')
)
const pixels = v.pipe(
  v.object({
    data: v.instance(Uint8Array),
    count: between(1, 100_000),
    height: between(1, 32_768),
    width: between(1, 32_768),
    channels: v.picklist([1, 3])
  }),
  v.check(
    ({ data, count, height, width, channels }) => data.length === count * height * width * channels,
    'the pixels do not fill their shape'
  )
)
const endpoint = v.union([
  v.object({ image: natural }),
  v.object({ z: v.pipe(v.array(finite), v.minLength(1), v.maxLength(512)) })
])

export const explorerSchemas: Schemas<ExplorerRequests> = {
  'engine.report': v.tuple([]),
  'project.open': v.tuple([path]),
  'project.import': v.tuple([v.pipe(paths, v.minLength(1)), path, ImportOptions]),
  'project.close': v.tuple([]),
  'project.summary': v.tuple([]),
  'dataset.reimport': v.tuple([ImportOptions]),
  'dataset.list': v.tuple([
    v.object({
      label: v.optional(v.pipe(v.number(), v.integer(), v.minValue(-1))),
      split: v.optional(Split)
    }),
    natural,
    between(0, 100_000)
  ]),
  'dataset.pixels': v.tuple([v.pipe(v.array(natural), v.maxLength(20_000))]),
  'dataset.problems': v.tuple([]),
  'dataset.preview': v.tuple([natural, ImageSettings]),
  'run.create': v.tuple([RunConfig, v.optional(name)]),
  'run.rename': v.tuple([RunId, name]),
  'run.note': v.tuple([RunId, text]),
  'run.delete': v.tuple([RunId]),
  'run.undelete': v.tuple([RunId]),
  'run.config': v.tuple([RunId]),
  'run.metrics': v.tuple([RunId]),
  'run.extend': v.tuple([RunId, between(1, 100_000)]),
  'run.snapshot': v.tuple([RunId]),
  'run.prepare': v.tuple([RunId]),
  'map.points': v.tuple([RunId]),
  decode: v.tuple([RunId, latents]),
  'encode.file': v.tuple([RunId, path]),
  'encode.bytes': v.tuple([RunId, bytes]),
  'encode.image': v.tuple([RunId, natural]),
  neighbours: v.tuple([RunId, latents, between(1, 1000)]),
  interpolate: v.tuple([
    RunId,
    v.pipe(v.array(endpoint), v.minLength(2), v.maxLength(64)),
    between(2, 1000),
    v.picklist(['linear', 'spherical'])
  ]),
  manifold: v.tuple([RunId, between(1, 64)]),
  'export.pixels': v.tuple([path, pixels, between(1, 1000), between(1, 64)]),
  'export.png': v.tuple([path, bytes])
}

export const trainingSchemas: Schemas<TrainingRequests> = {
  'training.start': v.tuple([path, RunId]),
  'training.pause': v.tuple([]),
  'training.stop': v.tuple([])
}

const small = (kilobytes: number) =>
  v.check(
    (value: unknown) => (JSON.stringify(value) ?? '').length <= kilobytes * 1024,
    `more than ${kilobytes} KB`
  )
const thumbnail = v.pipe(v.string(), v.startsWith('data:image/png;base64,'), v.maxLength(64 * 1024))

export const Settings = v.object({
  theme: v.picklist(['system', 'dark', 'light']),
  language: v.picklist(['system', 'en', 'zh-CN'])
})
export const RecentProject = v.object({
  path,
  name: v.string(),
  images: natural,
  opened: v.string(),
  thumbnail: v.optional(thumbnail)
})

export const appSchemas: Schemas<AppRequests> = {
  'app.info': v.tuple([]),
  'ports.open': v.tuple([]),
  'app.openedWith': v.tuple([]),
  'settings.read': v.tuple([]),
  'settings.write': v.tuple([v.partial(Settings)]),
  'view.read': v.tuple([v.string()]),
  'view.write': v.tuple([v.pipe(v.string(), v.maxLength(4096)), v.pipe(v.unknown(), small(256))]),
  'recent.list': v.tuple([]),
  'recent.add': v.tuple([v.omit(RecentProject, ['opened'])]),
  'recent.forget': v.tuple([path]),
  'dialog.openFolders': v.tuple([]),
  'dialog.openImages': v.tuple([]),
  'dialog.openProject': v.tuple([]),
  'dialog.saveImage': v.tuple([
    v.object({
      name: v.pipe(v.string(), v.regex(/^[^/\\\0]{1,200}$/, 'a file name has no folder')),
      title: v.optional(name)
    })
  ]),
  'sample.path': v.tuple([]),
  'project.suggestPath': v.tuple([paths]),
  'paths.kinds': v.tuple([paths]),
  'clipboard.writeImage': v.tuple([bytes]),
  'clipboard.readImage': v.tuple([]),
  'clipboard.writeText': v.tuple([text]),
  'shell.reveal': v.tuple([path]),
  'training.start': v.tuple([path, RunId]),
  'training.pause': v.tuple([RunId]),
  'training.stop': v.tuple([RunId]),
  'training.jobs': v.tuple([])
}

/** Checks arguments against their schema; an error names the request and the field. */
export function validator<R extends RequestMap<R>>(schemas: Schemas<R>): Validator<R> {
  return (request, args) => {
    if (!Object.hasOwn(schemas, request)) throw new AppError('internal', `No request is named ${request}`)
    return parse(schemas[request], args ?? [], request) as Arguments<R[typeof request]>
  }
}
