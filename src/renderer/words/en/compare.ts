export const compareWords = {
  'compare.title': 'Compare',
  'compare.none': 'Nothing to compare yet',
  'compare.noneText':
    'Two trained runs can stand beside each other here. One button trains a VAE and a CVAE on the same images with the same seed.',
  'compare.noneUnlabelled':
    'Two trained runs can stand beside each other here. Train another with one thing changed, such as the number of latents.',
  'compare.both': 'Train a VAE and a CVAE',
  'compare.bothHelp':
    'Both with these settings, on the same images and the same seed, one after the other; then side by side.',
  'compare.choose': 'Runs to compare',
  'compare.one': 'Choose one more run above.',
  'compare.awaited': '{name} has not finished an epoch yet; it appears here when it has.',
  'compare.link': 'What the maps share',
  'compare.linkImage': 'Same image',
  'compare.linkLatent': 'Same standardised z',
  'compare.linkImageHelp':
    'Point at an image on one map: each model shows where it put it, and what it makes of it.',
  'compare.linkLatentHelp':
    'The same place, in deviations from the middle of each map. Models trained apart share no axes: the same z has no shared meaning.',
  'compare.mapOf':
    'Map of {name}. Arrow keys go to the nearest image that way, or move z; Page Down goes through all images.',
  'compare.loading': 'Opening the map…',
  'compare.image': 'image',
  'compare.reconstruction': 'reconstruction',
  'compare.difference': 'difference',
  'compare.decoded': 'decoded',
  'compare.samples': 'Samples',
  'compare.samplesAsked': 'A CVAE is asked for each label; a VAE draws what comes.',
  'compare.samplesPlain': 'As they come from each prior, with the same seed.',
  'compare.sampleOf': 'Sample {n} of {name}',
  'compare.redraw': 'Draw again',
  'compare.figures': 'Figures',
  'compare.figuresHelp':
    'Only log p(x) of the same images says which model is better. A CVAE’s ELBO is of p(x | c), and is never set against a VAE’s.',
  'compare.measure': 'Measure',
  'compare.measureAgain': 'Measure again',
  'compare.stale': 'These figures are of other runs or epochs.',
  'compare.measuring': 'Measuring, {done} of {total}',
  'compare.caption':
    '{images} images that none has learnt from, {samples} importance samples each; nats per image',
  'compare.images': 'Images',
  'compare.importance': 'Samples an image',
  'compare.better': 'better',
  'compare.gap': 'log p − ELBO',
  'compare.activeUnits': 'Active units',
  'compare.unitsOf': '{active} of {latent}',
  'compare.reconstructionTerm': 'reconstruction',
  'compare.elboGiven': 'ELBO of p(x | c)',
  'compare.reconstructionGiven': 'reconstruction given c',
  'compare.klGiven': 'KL given c',
  'compare.curves': 'Validation bound by epoch, nats per image',
  'compare.curvesHelp': 'One line a run, in the colour of its column.',
  'compare.curvesApart':
    'Dashed: bounds of p(x | c). They stand on the same axis, and cannot be set against the solid ones.'
} as const
