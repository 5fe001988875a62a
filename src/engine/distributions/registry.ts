/** Every likelihood that a decoder can have. A new one is one module and one line here. */
export { bernoulli } from './bernoulli.ts'
export { continuousBernoulli } from './continuousbernoulli.ts'
export { gaussian, gaussianLearned, gaussianSigma } from './gaussian.ts'
export { logistic } from './logistic.ts'
