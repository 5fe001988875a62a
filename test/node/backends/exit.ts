/** `exit.ts ENGINE`: computes something on an engine and then has nothing left to do. */
import * as tf from '@tensorflow/tfjs-core'
import { EngineName, parse } from '../../../src/shared/schemas.ts'
import { useEngine } from '../../engines.ts'

const engine = await useEngine(parse(EngineName, process.argv[2], 'The engine'))
const product = tf.matMul(tf.ones([4, 4]), tf.ones([4, 4]))
console.log(engine.name, (await product.data())[0])
