/** What main says to the workers it owns, beside handing them ports to the window. */
export interface ExplorerControl {
  /** A training ended (or crashed): takes what it wrote into the project's database, if that project is open. */
  'control.takeIn'(project: string, run: string): void
  /** Closes the project in order; the process may end after it. */
  'control.close'(): void
}

export interface ExplorerControlEvents {
  /** Which project is open from now on; null when none is. */
  project: { path: string; name: string } | null
}
