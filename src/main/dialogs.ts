/** The system's dialogs. A cancelled one gives [] or null. */
import path from 'node:path'
import { app, dialog } from 'electron'
import type { BrowserWindow, OpenDialogOptions } from 'electron'
import type { OpenRequest, SaveRequest } from '../shared/bridge.ts'
import type { Words } from './words.ts'

const imageExtensions = ['png', 'jpg', 'jpeg', 'webp', 'gif', 'bmp', 'tif', 'tiff', 'avif']
const pictureExtensions = [...imageExtensions, 'svg', 'mp4', 'webm']

async function open(window: BrowserWindow, options: OpenDialogOptions): Promise<string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, options)
  return canceled ? [] : filePaths
}

export function openFolders(window: BrowserWindow, words: Words): Promise<string[]> {
  return open(window, { title: words['dialog.folders'], properties: ['openDirectory', 'multiSelections'] })
}

export function openImages(window: BrowserWindow, words: Words): Promise<string[]> {
  return open(window, {
    title: words['dialog.images'],
    properties: ['openFile', 'multiSelections'],
    filters: [{ name: words['dialog.imageKinds'], extensions: [...imageExtensions, 'zip'] }]
  })
}

export async function openProject(window: BrowserWindow, words: Words): Promise<string | null> {
  const chosen = await open(window, { title: words['dialog.project'], properties: ['openDirectory'] })
  return chosen[0] ?? null
}

export async function openFile(window: BrowserWindow, request: OpenRequest): Promise<string | null> {
  const chosen = await open(window, { ...request, properties: ['openFile'] })
  return chosen[0] ?? null
}

/** Pictures are offered the folder of pictures, anything else that of documents. */
export async function save(
  window: BrowserWindow,
  request: SaveRequest,
  words: Words
): Promise<string | null> {
  const extension = path.extname(request.name).slice(1)
  const folder = app.getPath(pictureExtensions.includes(extension.toLowerCase()) ? 'pictures' : 'documents')
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: request.title,
    defaultPath: path.join(folder, request.name),
    filters: request.filters ?? [
      { name: extension.toUpperCase() || words['dialog.file'], extensions: [extension || '*'] }
    ],
    properties: ['createDirectory', 'showOverwriteConfirmation']
  })
  return canceled || !filePath ? null : filePath
}
