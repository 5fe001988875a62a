/** Bringing images and models in. */
export const importProblems = {
  'no-images':
    'There are no images in {where}.{more} Give a folder or a zip with PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF files.',
  inputs: 'the {count} inputs',
  'passed-over': 'Files passed over: {count}.',
  unread: 'One that cannot be read is {path}: {reason}',
  'passed-and-unread': 'Files passed over: {count}. One that cannot be read is {path}: {reason}',
  'none-read': 'None of the image files could be read ({count} problems). {path}: {reason}',
  'many-labels':
    'The folders name {count} labels, more than can be shown. Choose another folder level for the labels.',
  'nothing-given': 'Name a folder, a zip or image files to import.',
  'neither-file': 'Neither a folder nor a file: {path}',
  'neither-image': 'Neither an image, a folder nor a zip: {path}',
  'import-stopped': 'The import was stopped. The project is as it was.',
  'import-stopped-part': 'The import was stopped. {path} holds the {count} images read until then.',
  'import-training': 'A run of this project is training. Pause it, then import again.',
  'unwritable-project':
    'The project cannot be written: {reason}. Make room or choose another place; the source images are as they were.',
  'zip-damaged': '{title} is not a whole zip file: it is cut off or damaged.',
  'zip-many': '{title} holds too many files.',
  'zip-bomb':
    '{title} is refused: it would unpack to {unpacked} MiB from {packed} MiB, as no collection of images does.',
  'zip-encrypted': '{title} is encrypted with a password. Unpack it and import the folder.',
  'archive-refused': '{title} is refused: {reason} Nothing was written.',
  'archive-strangers': 'beside the project it holds other files ({file}).',
  'archive-link': 'it holds a symbolic link ({file}).',
  'archive-no-database': 'its project has no data.duckdb.',
  'archive-empty': '{title} holds no project. Import it to make one of its images.',
  'archive-taken': 'There is something already: {path}. Choose another name.',
  'archive-damaged': '{title} is damaged: {reason}. Nothing was written.',
  'model-shape':
    "The model of {title} is of {width}×{height} {colours} images, and this project's are {ownWidth}×{ownHeight} {ownColours}. Nothing was imported. Import it into a project whose images are of that shape.",
  'model-stranger':
    '{title} holds a tensor {tensor}, which a model of these settings does not have. Nothing was imported.',
  'model-large': '{title} is larger than any model here.',
  'model-no-weights': '{title} holds no {file}, so there is no model in it. Nothing was imported.',
  'model-zip-damaged': '{title} is not a whole zip file: it is cut off or damaged. Nothing was imported.',
  'model-settings':
    'The settings of {title} cannot be used: {field}: {reason}. They are damaged or of another version of Latentscape. Nothing was imported.',
  'model-no-json': 'The settings of {title} are not JSON. Nothing was imported.'
} as const
