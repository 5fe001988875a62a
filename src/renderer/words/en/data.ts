export const dataWords = {
  'data.all': 'All images',
  'data.grid': 'Images',
  'data.size': 'Size of the images',
  'data.unlabelled': 'No label',
  'data.noLabels': 'These images have no labels. Folders inside the dropped folder would become labels.',
  'data.none': 'Nothing matches',
  'data.noneText': 'No image has this label in this part of the split.',
  'data.showAll': 'Show all images',

  'split.title': 'Split',
  'split.train': 'Train',
  'split.validation': 'Validation',
  'split.test': 'Test',
  'split.help': 'Show only this part',

  'problems.title': 'Problems',
  'problems.hide': 'Hide',
  'problems.duplicates.one': '{count} duplicate was left out.',
  'problems.duplicates.other': '{count} duplicates were left out.',

  'imageSettings.title': 'How images become pixels',
  'imageSettings.before': 'Source',
  'imageSettings.after': 'What the model sees',
  'imageSettings.size': 'Size',
  'imageSettings.fit': 'Shape',
  'imageSettings.crop': 'Crop',
  'imageSettings.whole': 'Fit',
  'imageSettings.channels': 'Colour',
  'imageSettings.gray': 'Grey',
  'imageSettings.colour': 'Colour',
  'imageSettings.background': 'Background',
  'imageSettings.help':
    'Crop cuts the longer side; fit keeps everything on the background. The source files stay as they are.',
  'imageSettings.keepsRuns': 'Your runs are kept, marked as made from the older images.',
  'imageSettings.again': 'Import again',
  'imageSettings.reset': 'Reset'
} as const
