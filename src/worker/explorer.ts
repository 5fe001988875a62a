/** The explorer worker: it owns the open project and answers the window over a port of its own. */
import { openParent } from './parent.ts'

const parent = openParent()
parent.onWindow((wire) => {
  wire.onMessage((m) => wire.send({ seq: (m as { seq: number }).seq, value: 'pong ' + process.pid }))
})
