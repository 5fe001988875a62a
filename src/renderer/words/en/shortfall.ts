export const shortfallWords = {
  'shortfall.title': 'What is drawn where nothing says which z mean anything',
  'shortfall.help':
    'An autoencoder puts nothing on z. Each run is drawn from N(0, I), and as wide as its codes of the training images lie. With two latents the two may look alike; the table says what is measured.',
  'shortfall.prior': 'drawn from N(0, I)',
  'shortfall.codes': 'drawn as wide as the codes',
  'shortfall.sampleOf': '{name}, {from}: sample {n}',
  'shortfall.measure': 'Measure the samples',
  'shortfall.measureAgain': 'Measure again',
  'shortfall.samples': 'Samples of each',
  'shortfall.measuring': 'Measuring the samples, {done} of {total}',
  'shortfall.learning': 'A classifier learns the labels first, once a project: step {done} of {total}',
  'shortfall.stale': 'These figures are of other runs or epochs.',
  'shortfall.caption':
    'Distance: root mean square difference to the nearest of the training images (at most {nearest}), 0…1. Sure: a classifier gives a label at least {sure}, which it can do of noise too.',
  'shortfall.captionPlain':
    'Distance: root mean square difference to the nearest of the training images (at most {nearest}), 0…1.',
  'shortfall.images': 'images',
  'shortfall.distance': 'distance to the nearest',
  'shortfall.sure': 'classifier sure',
  'shortfall.test': 'Test images',
  'shortfall.row': '{name}, {from}'
} as const
