/** Below 1200 pixels the inspector becomes a drawer. */
class Narrow {
  now = $state(false)

  constructor() {
    const query = window.matchMedia('(max-width: 1199px)')
    this.now = query.matches
    query.addEventListener('change', () => {
      this.now = query.matches
    })
  }
}

export const narrow = new Narrow()
