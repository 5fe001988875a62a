export const trainWords = {
  'train.start': 'Train',
  'train.queue': 'Train next',
  'train.pause': 'Pause',
  'train.stop': 'Stop',
  'train.unqueue': 'Take out of the queue',
  'train.resume': 'Resume',
  'train.resumeFrom': 'Resume from epoch {epoch}',
  'train.further': 'Train further',
  'train.furtherEpochs': 'epochs',
  'train.none': 'Nothing trained yet',
  'train.noneText':
    'Choose a preset on the left and press Train. Curves, reconstructions and the map appear here as the model learns.',

  'preset.title': 'Presets',
  'preset.quick': 'Quick look',
  'preset.quickText': 'A map in about a minute',
  'preset.clear': 'Clear map',
  'preset.clearText': 'Convolutions, about five minutes',
  'preset.sharp': 'Sharp images',
  'preset.sharpText': '16 dimensions, better images, no flat map',
  'preset.paper': 'As in the paper',
  'preset.paperText': 'Kingma & Welling 2013: one layer of 500',

  'curve.elboNats': 'ELBO, nats per image',
  'curve.reconstructionNats': 'Reconstruction, nats per image',
  'curve.klNats': 'KL, nats per image',
  'curve.elbo': 'ELBO',
  'curve.reconstruction': 'Reconstruction',
  'curve.kl': 'KL',
  'curve.none': 'Nothing learned yet',
  'curve.train': 'train',
  'curve.validation': 'validation',
  'curve.steps': '{steps} steps',

  'snapshot.originals': 'Validation images',
  'snapshot.reconstructions': 'Their reconstructions',
  'snapshot.samples': 'Samples from the prior',

  'summary.title': 'Training',
  'summary.epoch': 'epoch {epoch}'
} as const
