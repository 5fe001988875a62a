/** Pictures dragged out of the window: the system wants a file, so one lies ready in a temporary folder. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { app, nativeImage } from 'electron'
import type { BrowserWindow } from 'electron'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'

/** Side of the picture under the pointer. */
const iconSide = 96

let folder: string | undefined

/** Where what is dragged lies until the app ends; a file manager may copy it long after the drop. */
function temporaryFolder(): string {
  if (!folder) {
    const made = mkdtempSync(path.join(tmpdir(), 'latentscape-drag-'))
    folder = made
    app.once('quit', () => rmSync(made, { recursive: true, force: true }))
  }
  return folder
}

/**
 * @param png a PNG file's bytes
 * @param name the file's name, without a folder
 * @throws AppError 'format' when it is no picture
 */
export function dragPicture(window: BrowserWindow, png: Uint8Array, name: string): void {
  const picture = nativeImage.createFromBuffer(Buffer.from(png))
  if (picture.isEmpty()) throw new AppError('format', said('no-picture-drag'))
  // What one system allows in a name another does not.
  const file = path.join(temporaryFolder(), name.replace(/[<>:"|?*\p{Cc}]/gu, ' '))
  writeFileSync(file, png)
  const { width, height } = picture.getSize()
  const side = width >= height ? { width: iconSide } : { height: iconSide }
  window.webContents.startDrag({ file, icon: picture.resize({ ...side, quality: 'good' }) })
}
