export const mapToolsWords = {
  'decoded.logConditional': 'log p(z|c)',
  'decoded.distanceHome': '‖z − μ(c)‖ / σ(c)',
  'condition.title': 'What is asked for',
  'condition.inUse': 'Asked for: {label}',
  'condition.follow': 'From the point clicked',
  'condition.followHelp': 'A click on a point takes what belongs to it into use',
  'condition.strip': 'The same style for every label',
  'condition.use': 'Ask for {label}',
  'condition.overlap':
    'Labels lie over each other here, and they should: z holds the style, the label is given apart.',
  'condition.apart':
    'Each label has a prior of its own around its mark ◆. Seen from there (z − μ(c)) labels should lie over each other: z holds the style, the label is given apart.',
  'condition.image':
    'This model completes images. A click decodes with the given quadrants of the image looked at, else of the nearest one.',
  'condition.coordinates': 'Coordinates shown',
  'condition.previous': 'Ask for the label before, or the next',
  'plane.kind': 'How the dimensions are shown',
  'plane.pca': 'PCA',
  'plane.name': 'UMAP',
  'plane.axes': 'Dimensions',
  'plane.fitting': 'Fitting UMAP',
  'plane.failed':
    'This plane could not be fitted to the latents. The map shows two of the dimensions instead.',
  'plane.waits': 'UMAP is fitted when the training has ended. Until then two of the dimensions are shown.',
  'plane.variance':
    'These two components hold {share} % of the variance. A click changes them alone; the other directions stay.',
  'plane.umap':
    'UMAP keeps neighbours together; distances between groups mean little. A click decodes the mean of the points around it.',
  'plane.subset':
    'UMAP fitted to {fitted} of {count} points, the others among their neighbours. It keeps neighbours together; distances between groups mean little. A click decodes the mean of the points around it.',
  'timeline.title': 'How the map formed',
  'timeline.open': 'Show how the map formed, epoch by epoch',
  'timeline.close': 'Back to the map as it is',
  'timeline.epoch': 'Epoch {epoch} of {epochs}',
  'posterior.title': 'Draws of q(z|x)',
  'posterior.again': 'Draw again',
  'posterior.draw': 'Draw {n} of the posterior',
  'posterior.walk': 'Click to walk there',
  'posterior.help':
    'What the model takes for the same image. On the map: one and two standard deviations of q(z|x).',
  'arithmetic.title': 'Latent arithmetic',
  'arithmetic.take': 'Keep the mean of the selection here',
  'arithmetic.none': 'Nothing kept yet',
  'arithmetic.plus': 'With it',
  'arithmetic.minus': 'Without it',
  'arithmetic.keep': 'Keep the difference',
  'arithmetic.name': 'Name of the difference',
  'arithmetic.remove': 'Remove {name}',
  'arithmetic.help': 'Adds the difference to what is looked at. Walking elsewhere begins anew from there.',
  'arithmetic.first': 'Click the map or look at an image first; the difference is added to it.',
  'arithmetic.how':
    'Keep the mean of this selection on one side, choose other images, keep theirs on the other side. Their difference can be added to any image.',
  'strip.speed': 'Speed',
  'strip.still':
    'Animations are off, as your system asks for less motion. The arrow keys step through the images.'
} as const
