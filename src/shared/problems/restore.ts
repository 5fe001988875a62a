/** Restoring images. */
export const restoreProblems = {
  'restore-completes':
    'This model already is given a part of each image and predicts the rest. Train a VAE or a CVAE of labels to restore any image.',
  'restore-shape':
    'The images of the project have another size than those this run learnt. Train a copy of the run on the images as they are now.',
  'restore-size': 'This run learnt images of another size. Train a copy of it on the images as they are now.',
  'observed-shape':
    'What was observed has {ownWidth}×{ownHeight} pixels and {ownChannels} channels; of an image of this model it would have {width}×{height} and {channels}.',
  'mask-pixels': 'The mask has {pixels} pixels, the image {own}.',
  'mask-empty': 'The mask marks no pixel to fill in. Paint a hole first.',
  'mask-model': 'This model says nothing of single pixels, so it cannot fill in a hole.',
  'mask-size':
    "The mask has {width}×{height} pixels. It must have the image's size, {ownWidth}×{ownHeight}. Nothing was written.",
  'mask-sizes':
    "The mask has {width}×{height} pixels. It must have the image's size, {ownWidth}×{ownHeight} or the run's, {size}×{size}. Nothing was written."
} as const
