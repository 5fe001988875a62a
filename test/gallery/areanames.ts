/** The names of the gallery's pages, for those that open them from outside; areas.ts says what each is. */
export const areas = [
  'controls',
  'options',
  'charts',
  'maps',
  'map',
  'image',
  'selection',
  'condition',
  'runs',
  'learning',
  'data',
  'start',
  'compare',
  'generate',
  'restore',
  'dialogs'
] as const
