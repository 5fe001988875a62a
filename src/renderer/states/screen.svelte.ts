export const screens = ['start', 'data', 'train', 'map', 'runs'] as const
export type Screen = (typeof screens)[number]

/** Which screen is shown, and which dialog lies over it. */
class ScreenState {
  current = $state<Screen>('start')
  dialog = $state<'shortcuts' | 'settings' | undefined>()
  /** Whether something is dragged over the window. */
  dragging = $state(false)
}

export const screen = new ScreenState()
