/** Nothing is behind this page: what asks for something waits for ever. */
window.latentscape = {
  platform: 'linux',
  invoke: () => new Promise(() => {}),
  onEvent: () => () => {},
  pathForFile: () => ''
}
await import('./main.ts')
