/** Training runs: their settings, their files, and what ends them. */
export const runProblems = {
  'no-weights': 'Run {run} has no weights yet: its first epoch is not finished. Train it on, then try again.',
  diverged:
    'The bound is no longer a finite number after step {step} (epoch {epoch}). The last checkpoint is kept. Try a learning rate of {less} instead of {rate}.',
  'training-lost':
    'The training process ended unexpectedly. Everything up to the last checkpoint is safe; resume the run to go on from there.',
  'training-other': 'This process trains a run already.',
  'not-training': 'This run is not training.',
  'training-delete': 'This run is training or waits to. Stop it, then delete it.',
  'training-extend': 'This run is training or waits to. Stop it, then give it more epochs.',
  'training-measure':
    'This run is training; what it thinks of each image changes with every step. Pause it, or wait until it is done.',
  'one-training-image':
    'There is one image to train on, too few for a model: it takes two at the least, and some hundreds for a map worth looking at. Add images and import again.',
  'no-training-images':
    'There are no images to train on, too few for a model: it takes two at the least, and some hundreds for a map worth looking at. Add images and import again.',
  'run-shape':
    "This run learns images of {width}×{height} {colours}; the project's are {ownWidth}×{ownHeight} {ownColours} now. What it has learnt is kept. Make a new run with its settings to learn the images as they are.",
  grey: 'grey',
  colour: 'colour',
  'label-images':
    'The label “{name}” has fewer than two images to train on. Add images of it, or take them out, and import again.',
  'run-file-missing': '{what} is not there: {path}',
  'run-file-unread': '{what} cannot be read: {path}. {reason}',
  'run-settings': 'The settings of run {run}',
  'run-record': 'The record of run {run}',
  'run-environment': 'The environment of run {run}',
  'run-name': 'The run',
  'not-trashed': 'Run {run} is no longer in the trash.',
  'no-run': 'This project has no run yet. Train one first: latentscape train PROJECT',
  'run-unknown': 'There is no run {run}. The runs are: {known}.',
  'run-ambiguous': 'Several runs are called {run}: {known}.',
  'epoch-damaged': 'The map of epoch {epoch} is damaged. The other epochs are whole.',
  'epoch-unkept': 'The map after epoch {epoch} was not kept. Other epochs may have been.',
  'importance-estimator':
    'The objective {objective} samples its weights, so the KL in closed form of estimator B has no place in it. Take estimator A, or the objective elbo.',
  'importance-weights':
    'The objective {objective} bounds log p(x) as a whole: weights of its parts and a schedule of the KL’s weight would make it bound nothing. Leave the weights at 1, or take the objective elbo.',
  'importance-free-bits':
    'Free bits change the KL of the ELBO, which the objective {objective} does not have. Leave them out, or take the objective elbo.',
  'importance-prior':
    'The objective {objective} is of a model with a prior, which the {model} has not. Take the objective elbo, or train a VAE.',
  'free-bits-estimator':
    'Free bits need the KL of each dimension in closed form, which estimator A does not have. Take estimator B.',
  'free-bits-prior': 'Free bits are of the KL, and the {model} has none. Leave them out, or train a VAE.',
  'schedule-prior':
    'The schedule is of the weight of the KL, and the {model} has none. Leave it out, or train a VAE.',
  'map-decoder':
    'The prior of --map is on the weights of a decoder, and the {model} has none. Leave it out, or train a VAE.',
  quadrants:
    'Given quadrants are the condition of a conditional model. Take the model cvae, or leave the condition out.',
  'no-kind': 'There is no {what} called {kind}. There are: {names}.',
  'likelihood-option': 'The likelihood {kind} needs a {key}, a number from {min} to {max}.',
  binarised:
    'Binarised pixels are 0 or 1, which the likelihood {likelihood} is not made for. Take the likelihood bernoulli, or leave the grey values as they are.',
  'long-warm-up':
    'A warm-up of {warmUp} epochs is longer than the run’s {epochs}: the final weight of the KL would never be reached. Take a shorter warm-up, or more epochs.'
} as const
