import type { Settings } from '../../shared/bridge.ts'
import type { Theme } from '../../shared/palette.ts'
import { app } from '../connection.ts'
import { language } from '../words/words.svelte.ts'

/** What a person sets for the app as a whole. */
class SettingsState {
  current = $state.raw<Settings>({ theme: 'system', language: 'system' })
  #systemDark = $state(true)
  theme: Theme = $derived(
    this.current.theme === 'system' ? (this.#systemDark ? 'dark' : 'light') : this.current.theme
  )
  /** Whether labels have shapes as well as colours. */
  shapes = $derived(this.current.shapes === true)

  async load(): Promise<void> {
    const dark = window.matchMedia('(prefers-color-scheme: dark)')
    this.#systemDark = dark.matches
    dark.addEventListener('change', () => {
      this.#systemDark = dark.matches
    })
    this.#apply(await app.call('settings.read'))
  }

  async change(patch: Partial<Settings>): Promise<void> {
    this.#apply({ ...this.current, ...patch })
    this.#apply(await app.call('settings.write', patch))
  }

  #apply(settings: Settings): void {
    this.current = settings
    const chinese = navigator.language.toLowerCase().startsWith('zh')
    language.current = settings.language === 'system' ? (chinese ? 'zh-CN' : 'en') : settings.language
  }
}

export const settings = new SettingsState()
