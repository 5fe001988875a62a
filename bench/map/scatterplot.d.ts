import type { Contestant, Stage } from './contestant.ts'

export function scatterplot(canvas: HTMLCanvasElement, stage: Stage): Promise<Contestant>
