/** Short messages at the edge of the screen; some can be undone while they are there. */
export interface Toast {
  id: number
  text: string
  kind: 'plain' | 'good' | 'bad'
  action?: { label: string; run: () => void }
}

const seconds = { plain: 6, good: 6, bad: 12 }

class Toasts {
  list = $state.raw<readonly Toast[]>([])
  #last = 0

  show(text: string, kind: Toast['kind'] = 'plain', action?: Toast['action']): number {
    const id = ++this.#last
    this.list = [...this.list.slice(-3), { id, text, kind, action }]
    setTimeout(() => this.dismiss(id), (action ? 10 : seconds[kind]) * 1000)
    return id
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id)
  }
}

export const toasts = new Toasts()
