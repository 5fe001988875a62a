export const runsWords = {
  'run.new': 'New run',
  'run.firstName': 'First map',
  'run.rate': '{rate} images/s',
  'run.trained': 'trained for {time}',
  'run.openMap': 'Open map',
  'run.openMapOf': 'Open the map of {name}',
  'run.status.new': 'not started',
  'run.status.queued': 'waiting',
  'run.status.training': 'training',
  'run.status.pausing': 'pausing',
  'run.status.stopping': 'stopping',
  'run.status.paused': 'paused',
  'run.status.stopped': 'stopped',
  'run.status.finished': 'finished',
  'run.status.failed': 'failed',

  'runs.title': 'Runs',
  'runs.deleted': '{name} is deleted.',
  'runs.count.one': '{count} run',
  'runs.count.other': '{count} runs',
  'runs.none': 'No runs yet',
  'runs.noneText': 'A run is one training of a model on these images. The first takes about a minute.',
  'runs.name': 'Name of the run',
  'runs.rename': 'Rename {name}',
  'runs.older': 'made from other data',
  'runs.note': 'Add a note',
  'runs.noteOf': 'Note on {name}',
  'runs.curves': 'Curves',
  'runs.duplicate': 'Duplicate with changes',
  'runs.delete': 'Delete',
  'runs.busy': 'Pause or stop it first',

  'advice.of': 'What {name} shows',
  'advice.diverged':
    'The bound left the finite numbers: a learning rate of {rate} takes steps too large for this model. The last checkpoint is kept.',
  'advice.divergedOffer': 'New run at a rate of {rate}',
  'advice.fewImages':
    '{images} images to learn from: the model will know them by heart rather than understand them. Expect a map of these images, and blends of them between. From about 500 on it begins to generalise.',
  'advice.collapsed':
    'The KL is {kl} nats: the latent says next to nothing, so every place of the map decodes to about the same image.',
  'advice.collapsedWeight': 'New run with a KL weight of {weight}',
  'advice.collapsedWarmUp': 'New run with the KL warmed up over {epochs} epochs',
  'advice.overfitted':
    'On images it has not seen the bound is far lower ({validation}) than on those it learned from ({train} nats): it learns them by heart. Fewer epochs help, more images help more.',
  'advice.overfittedOffer': 'New run of {epochs} epochs',
  'advice.blurred':
    'Reconstructions keep {kept} % of the sharpness of the images: there is more in them than these latents can say.',
  'advice.blurredLatents': 'New run with {latent} latents',
  'advice.blurredSigma': 'New run with a learned σ'
} as const
