export const screens = ['start', 'data', 'train', 'map', 'compare', 'generate', 'restore', 'runs'] as const
export type Screen = (typeof screens)[number]

/** The screens of an open project, in the order of the rail and of their keys. */
export const projectScreens = screens.filter((name) => name !== 'start')

/** Which screen is shown, and which dialog lies over it. */
class ScreenState {
  current = $state<Screen>('start')
  dialog = $state<'shortcuts' | 'settings' | undefined>()
  /** Whether something is dragged over the window. */
  dragging = $state(false)
}

export const screen = new ScreenState()
