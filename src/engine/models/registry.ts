/** Every model that can be trained. A new one is one module and one line here. */
export { ae } from './autoencoder.ts'
export { cvae } from './cvae.ts'
export { density } from './density.ts'
export { vae } from './vae.ts'
