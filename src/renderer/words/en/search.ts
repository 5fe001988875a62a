/** The search page of a density classifier. */
export const searchWords = {
  'search.title': 'Looking for probable images',
  'search.about':
    'This run has no latent space and no map. It has learned one number for an image, the log-odds that it is data and not noise. Climbing that number by its gradient, pixel by pixel, looks for images it takes for data.',
  'search.notYetText': 'What it finds appears after the first epoch of training.',
  'search.film': 'Ascents',
  'search.start': 'Where they begin',
  'search.noise': 'Noise',
  'search.blank': 'Blank',
  'search.images': 'Least probable images',
  'search.steps': 'Steps',
  'search.again': 'Climb again',
  'search.save': 'Save PNG',
  'search.ascent': 'Ascent {number}',
  'search.why':
    'Under each picture stand its log-odds. Pictures that are no picture of anything reach those of real images and more: the classifier only had to tell images from noise, so it is just as sure of whatever else is not noise. Nothing taught it what lies between images.',
  'search.beside': 'Samples of {run}, for comparison',
  'search.besideNone': 'For comparison',
  'search.besideText':
    'A VAE learns where images come from instead: its samples are decoded from points of a prior, and need no search. Train one on these images to see its samples here.',
  'search.crossEntropy': 'Minus the cross-entropy between images and noise (nats)',
  'search.accuracy': 'Share told right',
  'search.most': 'Most probable images',
  'search.least': 'Least probable images'
} as const
