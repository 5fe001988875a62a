import type { AppRequests, Settings, TrainingJob } from '../../../src/shared/bridge.ts'

export type MainHandlers = {
  [Name in keyof AppRequests]: (...args: Parameters<AppRequests[Name]>) => unknown
}

export interface MainOptions {
  query: URLSearchParams
  openPort(): void
  start(project: string, run: string): TrainingJob[]
  mark(run: string, state: TrainingJob['state']): TrainingJob[]
  jobs(): TrainingJob[]
}

/** The main process: settings and lists live in the page's local storage. */
export function mainHandlers(options: MainOptions): MainHandlers {
  const stored = (name: string): unknown => JSON.parse(localStorage.getItem(name) ?? 'null')
  const settingsNow = (): Settings => ({
    theme: 'system',
    language: 'en',
    ...(stored('settings') as Partial<Settings> | null)
  })
  const hour = 3_600_000
  let recent = options.query.has('start')
    ? ['Fashion study', 'Herbarium', 'Old keys'].map((name, index) => ({
        path: `/home/a/${index === 2 ? 'missing' : 'fashion'}-${index}.latent`,
        name,
        images: [20_000, 1841, 312][index],
        opened: new Date(Date.now() - index * 60 * hour).toISOString(),
        ...(stored('thumbnail') && index < 2 ? { thumbnail: stored('thumbnail') as string } : {})
      }))
    : []

  const main: MainHandlers = {
    'app.info': () => ({
      version: '0.1.0',
      electron: '33.2.1',
      chromium: '130',
      node: '20.18',
      platform: 'linux',
      electronSource: 'mock',
      settingsFile: ''
    }),
    'ports.open': () => options.openPort(),
    'app.openedWith': () => (options.query.has('project') ? ['/home/a/fashion.latent'] : []),
    'settings.read': settingsNow,
    'settings.write': (patch) => {
      localStorage.setItem('settings', JSON.stringify({ ...settingsNow(), ...patch }))
      return settingsNow()
    },
    'view.read': (project) =>
      options.query.has('keep')
        ? stored(`view:${project}`)
        : project
          ? { screen: options.query.get('screen'), run: options.query.get('run') ?? undefined }
          : null,
    'view.write': (project, state) => localStorage.setItem(`view:${project}`, JSON.stringify(state)),
    'recent.list': () => recent,
    'recent.add': (project) => {
      if (project.thumbnail) localStorage.setItem('thumbnail', JSON.stringify(project.thumbnail))
      recent = [
        { ...project, opened: new Date().toISOString() },
        ...recent.filter((one) => one.path !== project.path)
      ]
      return recent
    },
    'recent.forget': (path) => (recent = recent.filter((one) => one.path !== path)),
    'dialog.openFolders': () => ['/home/a/photos'],
    'dialog.openImages': () => [],
    'dialog.openProject': () => null,
    'dialog.openFile': () => null,
    'dialog.save': ({ name }) => `/home/a/${name}`,
    'sample.path': () => '/samples/fashion-mnist.zip',
    'project.suggestPath': (inputs) => `${inputs[0].replace('.zip', '')}.latent`,
    'paths.kinds': (paths) =>
      paths.map((path) =>
        path.endsWith('.latent') ? 'project' : path.endsWith('.png') ? 'image' : 'folder'
      ),
    'clipboard.writeImage': () => undefined,
    'drag.picture': () => undefined,
    'clipboard.readImage': () => ({ bytes: new Uint8Array(28) }),
    'clipboard.writeText': () => undefined,
    'shell.reveal': () => undefined,
    'training.start': (project, run) => options.start(project, run),
    'training.pause': (run) => options.mark(run, 'pausing'),
    'training.stop': (run) => options.mark(run, 'stopping'),
    'training.jobs': () => options.jobs()
  }

  return main
}
