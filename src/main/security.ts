/**
 * The window sees its own files and nothing else: they come by a scheme of our own under a strict content
 * policy, every other request is refused, and so is every permission, navigation and new window.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { app, protocol } from 'electron'
import type { Session } from 'electron'

export const origin = 'app://latentscape'

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "worker-src 'self'",
  'media-src blob:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
].join('; ')

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2'
}

/** Must run before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }
  ])
}

/** A file of the built window as a response; anything outside its folder is not found. */
async function serve(folder: string, address: string): Promise<Response> {
  const url = new URL(address)
  const relative = decodeURIComponent(url.pathname === '/' ? '/index.html' : url.pathname)
  const file = path.join(folder, path.normalize(relative))
  const type = types[path.extname(file)]
  if (url.host !== 'latentscape' || !type || !file.startsWith(folder + path.sep))
    return new Response('Not found', { status: 404 })
  const headers = {
    'content-type': type,
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin'
  }
  try {
    return new Response(new Uint8Array(await readFile(file)), { headers })
  } catch {
    return new Response('Not found', { status: 404 })
  }
}

/**
 * Closes a session to the outside.
 * @param folder the built window
 */
export function secureSession(session: Session, folder: string): void {
  session.protocol.handle('app', (request) => serve(folder, request.url))
  session.webRequest.onBeforeRequest((details, answer) => {
    const own = details.url.startsWith(`${origin}/`) || /^(data|blob|devtools):/.test(details.url)
    answer({ cancel: !own })
  })
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event) => event.preventDefault())
}

/** Refuses navigation, frames and new windows in whatever page there will be. */
export function secureContents(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault())
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-frame-navigate', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  })
}
