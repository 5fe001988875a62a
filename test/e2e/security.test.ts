import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchApp } from './harness.ts'
import type { RunningApp } from './harness.ts'

/** A server next door that counts who comes. */
const visits: string[] = []
const server = createServer((request, response) => {
  visits.push(request.url ?? '')
  response.setHeader('access-control-allow-origin', '*')
  response.end('hello')
})
let address: string
let running: RunningApp

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`
  running = await launchApp()
})
afterAll(async () => {
  await running.close()
  server.close()
})

test('no inline script, no eval, no inline style, no foreign frame', async () => {
  const { page } = running
  const result = await page.evaluate(async () => {
    const refused: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective))
    const add = (name: string, attributes: Record<string, string>, text = '') => {
      const element = document.createElement(name)
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
      element.textContent = text
      document.body.append(element)
      return element
    }
    const added = [
      add('script', {}, 'window.inlineRan = true'),
      add('button', { onclick: 'window.handlerRan = true' }),
      add('style', {}, 'body { outline: 3px solid red }'),
      add('iframe', { src: 'https://example.com/' })
    ]
    added[1].click()
    // Outside of the debugger's own evaluation, which may do more than a page.
    const evaluated = await new Promise((resolve) =>
      setTimeout(() => {
        try {
          resolve(new Function('return 1')())
        } catch (error) {
          resolve((error as Error).name)
        }
      })
    )
    await new Promise((resolve) => setTimeout(resolve, 100))
    const outline = getComputedStyle(document.body).outlineStyle
    for (const element of added) element.remove()
    return {
      evaluated,
      outline,
      ran: ['inlineRan', 'handlerRan'].filter((name) => name in window),
      refused: [...new Set(refused)].sort()
    }
  })
  expect(result.evaluated).toBe('EvalError')
  expect(result.ran).toEqual([])
  expect(result.outline).toBe('none')
  expect(result.refused).toEqual([
    'frame-src',
    'script-src',
    'script-src-attr',
    'script-src-elem',
    'style-src-elem'
  ])
})

test('nothing reaches the network from the page', async () => {
  const { page } = running
  const outcome = await page.evaluate(async (address) => {
    const failed = (promise: Promise<unknown>) =>
      promise.then(
        () => false,
        () => true
      )
    const image = new Image()
    const loaded = new Promise((resolve, reject) => {
      image.onload = resolve
      image.onerror = () => reject(new Error('refused'))
    })
    image.src = `http://${address}/image`
    navigator.sendBeacon(`http://${address}/beacon`, 'x')
    const socket = await new Promise((resolve) => {
      try {
        const socket = new WebSocket(`ws://${address}/socket`)
        socket.onerror = () => resolve(true)
        socket.onopen = () => resolve(false)
      } catch {
        resolve(true)
      }
    })
    return [await failed(fetch(`http://${address}/fetch`)), await failed(loaded), socket]
  }, address)
  expect(outcome).toEqual([true, true, true])
  expect(visits).toEqual([])
})

test('nor from its session, where no content policy helps', async () => {
  const outcome = await running.app.evaluate(async ({ session }, address) => {
    const ask = (url: string) =>
      session.defaultSession.fetch(url).then(
        () => 'answered',
        () => 'refused'
      )
    return [await ask(`http://${address}/session`), await ask(`ws://${address}/session`)]
  }, address)
  expect(outcome).toEqual(['refused', 'refused'])
  expect(visits).toEqual([])
})

test('files outside of the built window are not served', async () => {
  const statuses = await running.app.evaluate(async ({ session }) => {
    const ask = async (file: string) =>
      (await session.defaultSession.fetch(`app://latentscape/${file}`)).status
    return [
      await ask('index.html'),
      await ask('..%2fmain/index.js'),
      await ask('%2e%2e/%2e%2e/package.json'),
      await ask('assets/..%5c..%5cmain%5cindex.js'),
      await ask('assets/..%2f..%2f..%2fpackage.json')
    ]
  })
  expect(statuses).toEqual([200, 404, 404, 404, 404])
})

test('no navigation and no new window', async () => {
  const { app, page } = running
  const opened = await page.evaluate(async (address) => {
    const window_ = window.open(`http://${address}/window`)
    location.href = `http://${address}/navigation`
    const link = document.createElement('a')
    link.href = `http://${address}/link`
    link.target = '_blank'
    document.body.append(link)
    link.click()
    link.remove()
    await new Promise((resolve) => setTimeout(resolve, 300))
    return window_ === null
  }, address)
  expect(opened).toBe(true)
  expect(page.url()).toBe('app://latentscape/index.html')
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  expect(visits).toEqual([])
})

test('every permission is refused', async () => {
  const states = await running.page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone'] as PermissionName[]
    return Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state))
  })
  expect(new Set(states)).toEqual(new Set(['denied']))
})
