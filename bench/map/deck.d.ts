import type { Contestant, Stage } from './contestant.ts'

export function deck(canvas: HTMLCanvasElement, stage: Stage): Promise<Contestant>
