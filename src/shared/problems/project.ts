/** Opening a project, and what it holds. */
export const projectProblems = {
  busy: 'The project is open in {who}: {path}. Close it there, or wait until it is done; nothing was changed.',
  'who-process': 'process {pid} ({name})',
  'who-other': 'another program',
  'target-project': 'There is a project already: {path}. Choose another name; it was not touched.',
  'target-taken': 'There is something else already: {path}. Choose another name; it was not touched.',
  'no-project': 'Not a Latentscape project: {path}',
  'none-open': 'No project is open. Open one, or drop images to make one.',
  newer: 'The project was made by a newer version of Latentscape: update it first.',
  'no-format': 'project.json does not say its format.',
  'project-damaged': 'The project is damaged: {path}. {reason}',
  'no-database': 'The project is damaged, it has no data.duckdb: {path}',
  'database-unopened': 'The database of the project cannot be opened: {path}. {reason}',
  'no-image': 'There is no image {id} in the project.',
  'no-image-of': 'There is no image {id}; the project has {count}.',
  'no-source': 'The project does not say where this image is from.',
  'source-unread': 'The source of this image cannot be read: {path}, {file}. {reason}',
  'source-changed': 'The source of this image has changed since its import: {path}, {file}',
  'pixels-short': 'The pixels of the project end too early.',
  'pixels-missing':
    'The decoded images of the project are missing: {path}. Opening the project makes them again from their sources.',
  'pixels-damaged':
    'The decoded images of the project are damaged: {path}. Opening the project makes them again from their sources.',
  'pixels-lost':
    'The decoded images of the project are missing and cannot be made again. {reason} Put the source images back and open it again, or import them into a new project. Runs and metrics are as they were.',
  'full-labels': 'A project can have 32,767 labels, and has them.',
  'foreign-labels': 'These labels are not those of the project. Nothing was changed.',
  'givings-damaged': '{path} is damaged. No label was changed. Delete it to go on without it.',
  'no-giving': 'No labels that a model gave are left to take back.',
  'giving-older':
    'The images were imported anew since the labels were given, so they are counted differently. Nothing was changed. Change labels on the map of the app.',
  'filter-run': 'Only a run tells this of an image. Choose one.',
  'split-empty': 'The project has no images in the {split} split.',
  'none-mapped': 'None of these images is on the map yet. It has them all when training ends.'
} as const
