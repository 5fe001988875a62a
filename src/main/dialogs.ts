/** The system's dialogs. A cancelled one gives [] or null. */
import path from 'node:path'
import { app, dialog } from 'electron'
import type { BrowserWindow, OpenDialogOptions } from 'electron'
import type { OpenRequest, SaveRequest } from '../shared/bridge.ts'

const imageExtensions = ['png', 'jpg', 'jpeg', 'webp', 'gif', 'bmp', 'tif', 'tiff', 'avif']
const pictureExtensions = [...imageExtensions, 'svg', 'mp4', 'webm']

async function open(window: BrowserWindow, options: OpenDialogOptions): Promise<string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, options)
  return canceled ? [] : filePaths
}

export function openFolders(window: BrowserWindow): Promise<string[]> {
  return open(window, { title: 'Folders of images', properties: ['openDirectory', 'multiSelections'] })
}

export function openImages(window: BrowserWindow): Promise<string[]> {
  return open(window, {
    title: 'Images or a zip',
    properties: ['openFile', 'multiSelections'],
    filters: [{ name: 'Images and zips', extensions: [...imageExtensions, 'zip'] }]
  })
}

export async function openProject(window: BrowserWindow): Promise<string | null> {
  const chosen = await open(window, { title: 'Open a project (NAME.latent)', properties: ['openDirectory'] })
  return chosen[0] ?? null
}

export async function openFile(window: BrowserWindow, request: OpenRequest): Promise<string | null> {
  const chosen = await open(window, { ...request, properties: ['openFile'] })
  return chosen[0] ?? null
}

/** Pictures are offered the folder of pictures, anything else that of documents. */
export async function save(window: BrowserWindow, request: SaveRequest): Promise<string | null> {
  const extension = path.extname(request.name).slice(1)
  const folder = app.getPath(pictureExtensions.includes(extension.toLowerCase()) ? 'pictures' : 'documents')
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: request.title,
    defaultPath: path.join(folder, request.name),
    filters: request.filters ?? [{ name: extension.toUpperCase() || 'File', extensions: [extension || '*'] }],
    properties: ['createDirectory', 'showOverwriteConfirmation']
  })
  return canceled || !filePath ? null : filePath
}
