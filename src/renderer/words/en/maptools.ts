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
  'timeline.epoch': 'Epoch {epoch} of {epochs}'
} as const
