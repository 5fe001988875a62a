export const tourWords = {
  'term.what': 'What is “{name}”?',
  'term.formula': 'As a formula',
  'term.latent': 'latent',
  'term.latent.text':
    'The few numbers the model keeps of an image: its place on the map. Images that look alike get numbers that are near each other.',
  'term.prior': 'prior',
  'term.prior.text':
    'Where the model expects latents before it has seen an image: a round cloud in the middle of the map. The circles are its 1, 2 and 3σ.',
  'term.posterior': 'posterior',
  'term.posterior.text':
    'Where one image’s latent may lie, now that the image is seen: not a point but a small cloud, since the model is not quite sure.',
  'term.likelihood': 'likelihood',
  'term.likelihood.text':
    'How well the image is explained by a latent: how probable its pixels are under what the decoder draws there. On the curve: reconstruction.',
  'term.kl': 'KL',
  'term.kl.text':
    'How much an image says about its latent: the distance of its posterior from the prior, in nats. Near 0 the latent is not used.',
  'term.elbo': 'ELBO',
  'term.elbo.text':
    'What training raises: reconstruction minus KL. It never exceeds log p(x), the log-probability of an image under the model.',

  'tour.title': 'Five-minute tour',
  'tour.take': 'Take the five-minute tour',
  'tour.place': 'Step {step} of {steps}',
  'tour.next': 'Next',
  'tour.back': 'Back',
  'tour.skip': 'Skip the tour',
  'tour.finish': 'Finish',
  'tour.done': 'Done',
  'tour.words': 'Words:',
  'tour.sample': 'Bring images in',
  'tour.sample.text': 'Press “Try the sample”: 5,000 small pictures of clothes become a project.',
  'tour.learn': 'Learn a map',
  'tour.learn.text':
    'Press “Learn a map”: for about a minute a model learns to keep each image as two numbers and to draw it again.',
  'tour.click': 'Click anywhere',
  'tour.click.text': 'Click or drag on the map: the model draws what it imagines at that place.',
  'tour.interpolate': 'From one to another',
  'tour.interpolate.text':
    'Hold Shift and click two places on the map: a row of images leads from one to the other. With keys: arrows, then Enter.',
  'tour.manifold': 'The whole surface',
  'tour.manifold.text': 'Press “Manifold” (M): images drawn from all over the map lie under the points.',
  'tour.conditional': 'A model that is told the label',
  'tour.conditional.text':
    'Press the button that trains a VAE and a CVAE: the second is told each label, so it can be asked for one.',
  'tour.generate': 'Make new images',
  'tour.generate.text':
    'Choose the CVAE’s run above and a label here: every image on the sheet is new, and of that label.',
  'tour.restore': 'Repair an image',
  'tour.restore.text':
    'Choose an image, paint over a part of it and press Restore: the model fills in what it cannot see.'
} as const
