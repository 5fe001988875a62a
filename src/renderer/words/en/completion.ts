export const completionWords = {
  'completion.title': 'Complete images',
  'completion.help.one':
    'This model is given one quadrant of an image, the lower left, and draws the rest from p(x | z, c).',
  'completion.help.other':
    'This model is given {count} quadrants of an image and draws the rest from p(x | z, c).',
  'completion.pick': 'Choose an image',
  'completion.pickText': 'Only its given quadrants reach the model; the truth stands beside what it draws.',
  'completion.given': 'Given',
  'completion.predicted': 'One prediction, z at the prior’s mean',
  'completion.mean': 'Mean of the draws',
  'completion.truth': 'Truth',
  'completion.draws': 'Draws',
  'completion.draw': 'Draw {n}',
  'completion.redraw': 'Draw again',
  'completion.likelihood': 'log p(missing | given), by 64 importance samples',
  'completion.predictedLikelihood': 'log p(missing | given) of the one prediction',
  'completion.figuresHelp':
    'In nats, of the truth of this image. Where a rest could be several things, a model that draws can be worth more than one answer between them.'
} as const
