/** What stands before the line that `child.ts` prints: native libraries print to the same output. */
export const answerMark = 'latentscape-engine: '
