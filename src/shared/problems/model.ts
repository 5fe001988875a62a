/** What a model can be asked, and what its weights are. */
export const modelProblems = {
  'cannot-be-had': '{what} cannot be had of this run: its model ({model}, {kind}) {reason}. {advice}',
  'lacks-latent': 'has no latent space: it tells how much an image is like the data, and nothing else',
  'lacks-prior': 'puts nothing on z, so it has no KL, no bound and no log p(x)',
  'kind-ae': 'autoencoder',
  'kind-cvae': 'conditional VAE',
  'kind-density': 'density classifier',
  'what-restored': 'A restored image',
  'what-likelihood': 'log p(x)',
  'what-aggregate': 'The aggregate posterior',
  'what-model': 'model',
  'what-likelihood-kind': 'likelihood',
  'what-objective': 'objective',
  'do-vae': 'Train a VAE on the same images.',
  'do-no-importance': 'Evaluate it without --importance.',
  'do-no-mcmc': 'Evaluate it without --mcmc.',
  'do-density': 'Look at how dense the codes lie.',
  'label-needed': 'A conditional model needs a label. Choose one.',
  'label-unlearnt': 'The model has not learnt this label. Choose one that it was trained on.',
  'label-unknown': 'The model has not learnt the label “{name}”. It knows: {known}.',
  'label-asked': 'This model draws what it is asked for. Give a label: {known}.',
  'labels-none': 'This model knows no labels, so it cannot be asked for one.',
  'labels-none-cvae': 'This model knows no labels: only a conditional one (cvae) can be asked for one.',
  'labels-none-takes': 'This model knows no labels: only a conditional one (cvae) takes one.',
  'labels-none-rows': 'This model knows no labels, so there is no row for each. Leave rows out.',
  'labels-none-tells':
    'This model knows no labels: only a conditional one says which label an image has. Train one on images that have labels: latentscape train PROJECT --model cvae',
  'labels-each': 'Only a model of labels can be asked for each of them.',
  'labels-read':
    'Only a conditional model is asked for labels: there is nothing to read back from this one. Train a cvae.',
  'labels-gone':
    'The model knows labels that the project no longer has: {known}. Train it anew to measure it.',
  'labels-unlearnt': 'None of these images has a label that the model has learnt.',
  'conditional-labels':
    'A conditional model learns what labels mean, and these images have none. Put them into one folder a label and import again, or train a VAE.',
  'classifier-labels':
    'A classifier learns to tell labels apart, and the training images do not carry two. Put the images into one folder a label and import again.',
  'completes-needs': 'This model completes images: it needs one whose quadrants are given.',
  'completes-only': 'Only a model that completes images takes one as its condition.',
  'completes-not':
    'This model does not complete images. Train one that does: latentscape train PROJECT --model cvae --condition quadrants --given 1',
  'completes-size': 'The model completes images of {width}×{height} pixels.',
  'completes-draws':
    'This run completes images: it draws what is missing of one that is given in part, and nothing from its prior alone. See what it draws with: latentscape complete PROJECT',
  'no-prior': 'An autoencoder has no prior: it puts nothing on z.',
  'no-latent':
    'This run is a density classifier: it tells how much an image is like the data, and has no latent space, so there is nothing to encode, decode, generate or map. See what it finds with: latentscape search PROJECT',
  'no-likelihood': 'The model of this run gives images no probability: it has no log p(x).',
  'no-density':
    'The run {run} is no density classifier, so there is no F̃ to climb. Train one with: latentscape train PROJECT --model density; or draw images of this run with generate.',
  'mcmc-dimensions':
    'The MCMC estimate of log p(x) is for up to {most} latent dimensions; this model has {latent}. Use --importance, which has no such limit.',
  'latent-length': 'A latent point of this run has {latent} numbers.',
  'latent-length-model': 'A latent point of this model has {latent} numbers.',
  'directions-length': "Two directions of this run's latents are {count} numbers.",
  'manifold-plane': 'A manifold is a plane; this run has one latent dimension.',
  'many-drawn': 'That makes {count} images; at most {most} are drawn at once.',
  'image-wanted':
    'The model wants {width}×{height} pixels with {channels} channels, not {ownWidth}×{ownHeight} with {ownChannels}.',
  'two-runs': 'Name two runs or more to compare.',
  'compare-shape':
    '“{name}” learnt images of {width}×{height} pixels with {channels} channels, which the project no longer has: on other preprocessing figures cannot be compared. Train a new run with its settings.',
  'compare-none': '{name} has no log p(x): it is given part of each image.',
  'compare-none-ae': '{name} has no log p(x): an autoencoder puts nothing on z.',
  'compare-data': 'The runs have seen different versions of the data.',
  'compare-likelihoods': 'Their likelihoods differ, so their nats are not of the same thing.',
  'compare-samples': 'Their log p(x) is by different numbers of importance samples.',
  'compare-close': 'They differ by less than {certain} standard errors: more images would tell them apart.',
  'shortfall-shape':
    'A run draws images of {width}×{height} pixels, and the project’s are {ownWidth}×{ownHeight} now. Measure runs of the images as they are.',
  'no-tensor': '{file} has no tensor {tensor}.',
  'tensor-shape': '{file}: {tensor} is [{shape}], the model wants [{wanted}].',
  'tensor-infinite': '{file}: {tensor} holds values that are not finite.',
  'tensors-short': '{file} cannot be read: it is cut short.',
  'tensors-short-within': '{file} cannot be read: it is cut short, within {tensor}.',
  'tensors-type': '{file} cannot be read: {tensor} is of type {type}; weights are {types}.',
  'tensors-length': '{file} cannot be read: {tensor} has a wrong length.',
  'tensors-header': '{file} cannot be read: its header is not that of a safetensors file.'
} as const
