export const startWords = {
  'start.title': 'Drop a folder of images',
  'start.text':
    'Folders, several folders at once, zips, single images or a .latent project. Folders inside become labels. Your files are only read, and nothing leaves this computer.',
  'start.chooseFolder': 'Choose a folder…',
  'start.sample': 'Try the sample',
  'start.chooseImages': 'Choose images or a zip…',
  'start.chooseProject': 'Open a project…',
  'start.learn': 'Learn a map',
  'start.learnText': 'About a minute of training. The map opens at once and forms before your eyes.',
  'start.learnWaits': 'training begins as soon as it is there.',
  'start.seeData': 'Look at the images first',
  'start.chooseSettings': 'Choose the settings',

  'recent.title': 'Recent projects',
  'recent.forget': 'Take {name} off this list',

  'drop.anywhere': 'Drop it anywhere',
  'drop.onMap': 'Drop an image to find its place on this map',
  'drop.kinds': 'Folders, zips, images or a .latent project',
  'drop.nothing':
    '{name} is neither a folder, a zip, an image nor a project, so nothing was imported. Drop one of those instead.',

  'import.title': 'Reading {name}',
  'import.looking': 'Looking through the files',
  'import.count': '{done} of {total} images',
  'import.rate': '{rate} a second',
  'import.problems.one': '{count} file could not be read and was left out.',
  'import.problems.other': '{count} files could not be read and were left out.',
  'import.showProblems': 'Show why',
  'import.few':
    'Below 500 images a model mostly remembers them. Expect a rough map; more images make it clearer.'
} as const
