/** Writing files for other programs. */
export const exportProblems = {
  unwritable: '{path} cannot be written: {reason}. {advice}',
  'do-elsewhere': 'Nothing was written. Make room or choose another place.',
  'no-room': 'the disk is full',
  'no-quota': 'the disk quota is used up',
  'no-permission': 'there is no permission',
  'no-folder': 'its folder cannot be made',
  'place-read-only': 'the place is read-only',
  'is-folder': 'it is a folder',
  'folder-is-file': 'a folder on the way is a file',
  'name-long': 'the name is too long',
  'export-path': 'An export needs a whole path: {path}',
  'export-ending': '{path} cannot be written: it must end in {known}.',
  'export-frames':
    '{frames} frames of {width}×{height} pixels are too much. Take fewer of them, or a smaller scale.',
  'no-curves': 'There are no curves yet: the first epoch has not ended. Nothing was written.',
  'export-holds':
    '{path} is there already and holds other things ({file}). Nothing was written; choose another name.',
  'export-file': '{path} is a file, and this format is a folder. Nothing was written; choose another name.',
  'whole-number': '{what} must be a whole number of at least {least}, not {value}.',
  'what-columns': 'The number of columns',
  'what-scale': 'The scale',
  'what-gap': 'The gap',
  'what-margin': 'The margin',
  'none-to-draw': 'There are no images to draw.',
  'page-completes':
    'This model draws what is missing of an image that is given in part, and a page has no images to give it. Nothing was written. Export its networks instead, or draw with it: latentscape complete PROJECT',
  'page-latent': 'This model has no latent space, so there is no map for a page. Nothing was written.',
  'picture-large':
    'The picture would be {width}×{height} pixels, which is too large. Ask for fewer images or a smaller scale.',
  'curve-weights': 'A curve takes two weights of the KL or more.',
  'table-none': 'The run {run} has no {kind} yet. Train it first.',
  'kind-metrics': 'metrics',
  'kind-latents': 'latents',
  'table-no-latents': 'The run {run} has no latents yet. Open its map, or train it to its end.',
  'which-run': 'Say of which run.',
  'film-epochs':
    'Of this run the maps of fewer than two epochs were kept, so there is no film of its training. Maps are kept while a run trains, as far as a small share of its time allows: train it for more epochs, or train a new run in the window with its map in view.',
  'frame-no-webp': 'A frame of the animation is no WebP picture.',
  'not-format': 'This is no {format} file; nothing was written.',
  'likelihood-unwritten':
    'The likelihood {kind} cannot be written for other programs yet: its mean has no graph here.'
} as const
