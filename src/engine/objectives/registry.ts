/** Every objective that can be maximised. A new one is one module and one line here. */
export { elbo } from './elbo.ts'
export { importance } from './importance.ts'
