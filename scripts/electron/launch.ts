/** The switches that Electron is started with from a checkout; a packaged app has none. */
export function launchArguments(): string[] {
  // Chromium's own notes about missing GPUs and buses tell a person nothing.
  const quiet = ['--log-level=3']
  // Chromium refuses to run as root otherwise; the page stays without Node all the same.
  return process.getuid?.() === 0 ? ['--no-sandbox', ...quiet] : quiet
}
