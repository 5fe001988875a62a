/**
 * What the arguments of every request must look like. They are checked before a handler sees them, whoever
 * sent them: the window, another process, a test.
 */
import * as v from 'valibot'
import type { AppRequests } from './bridge.ts'
import { bytes, name, natural, path, paths, text } from './contract/arguments.ts'
import type { Arguments, Schemas } from './contract/arguments.ts'
import { compareSchemas } from './contract/compare.ts'
import { conditionSchemas } from './contract/conditions.ts'
import { datasetSchemas } from './contract/datasets.ts'
import { exportSchemas } from './contract/exports.ts'
import { fieldSchemas } from './contract/fields.ts'
import { generateSchemas } from './contract/generate.ts'
import { historySchemas } from './contract/history.ts'
import { mapSchemas } from './contract/maps.ts'
import { markSchemas } from './contract/marks.ts'
import { modelSchemas } from './contract/models.ts'
import { projectSchemas } from './contract/projects.ts'
import { restoreSchemas } from './contract/restore.ts'
import { runSchemas } from './contract/runs.ts'
import { searchSchemas } from './contract/search.ts'
import { selectionSchemas } from './contract/selections.ts'
import type { AttendanceRequests, ExplorerRequests, TrainingRequests } from './contract.ts'
import { AppError } from './errors.ts'
import type { RequestMap, Validator } from './rpc.ts'
import { parse, RunId } from './schemas.ts'

export const explorerSchemas: Schemas<ExplorerRequests> = {
  ...projectSchemas,
  ...datasetSchemas,
  ...runSchemas,
  ...mapSchemas,
  ...conditionSchemas,
  ...historySchemas,
  ...fieldSchemas,
  ...markSchemas,
  ...selectionSchemas,
  ...compareSchemas,
  ...generateSchemas,
  ...searchSchemas,
  ...restoreSchemas,
  ...exportSchemas,
  ...modelSchemas
}

export const trainingSchemas: Schemas<TrainingRequests> = {
  'training.start': v.tuple([path, RunId]),
  'training.pause': v.tuple([]),
  'training.stop': v.tuple([])
}

export const attendanceSchemas: Schemas<AttendanceRequests> = { 'training.giveWay': v.tuple([]) }

const small = (kilobytes: number) =>
  v.check(
    (value: unknown) => (JSON.stringify(value) ?? '').length <= kilobytes * 1024,
    `more than ${kilobytes} KB`
  )
const thumbnail = v.pipe(v.string(), v.startsWith('data:image/png;base64,'), v.maxLength(64 * 1024))

const plainName = v.pipe(v.string(), v.regex(/^[^/\\\0]{1,200}$/, 'a file name has no folder'))
const filters = v.pipe(
  v.array(
    v.object({
      name,
      extensions: v.pipe(v.array(v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,20}$/))), v.minLength(1))
    })
  ),
  v.maxLength(20)
)

export const Settings = v.object({
  theme: v.picklist(['system', 'dark', 'light']),
  language: v.picklist(['system', 'en', 'zh-CN']),
  shapes: v.optional(v.boolean())
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
  'dialog.openFile': v.tuple([v.object({ title: name, filters })]),
  'dialog.save': v.tuple([
    v.object({
      name: plainName,
      title: v.optional(name),
      filters: v.optional(filters)
    })
  ]),
  'sample.path': v.tuple([]),
  'project.suggestPath': v.tuple([paths]),
  'paths.kinds': v.tuple([paths]),
  'clipboard.writeImage': v.tuple([bytes]),
  'drag.picture': v.tuple([bytes, plainName]),
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
