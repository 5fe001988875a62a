/** TensorFlow's JPEG decoder, which can decode at a fraction of the size. */
import type { Tensor3D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { JpegScaler } from '../scaled.ts'
import { loadTensorflow } from './tensorflow.ts'

interface JpegBackend {
  decodeJpeg(
    contents: Uint8Array,
    channels: number,
    ratio: number,
    fancyUpscaling: boolean,
    tryRecoverTruncated: boolean,
    acceptableFraction: number,
    dctMethod: string
  ): Tensor3D
}

/**
 * Makes native TensorFlow the backend of this process, for decoding only: one thread, no GPU.
 * @param binding absolute path of the compiled binding
 * @throws whatever the dynamic linker says when it does not load
 */
export async function loadJpegScaler(binding: string): Promise<JpegScaler> {
  process.env.CUDA_VISIBLE_DEVICES = ''
  await loadTensorflow(binding, { threads: 1 })
  const backend = tf.backend() as unknown as JpegBackend
  return (bytes, ratio) => {
    const image = backend.decodeJpeg(bytes, 3, ratio, true, false, 1, '')
    // Bytes cannot be fetched from TensorFlow, integers can.
    const integers = tf.cast(image, 'int32')
    const [height, width] = image.shape
    try {
      // Not in a tidy: it would look through all the numbers for tensors, which takes longer than decoding.
      return { data: integers.dataSync<'int32'>(), width, height }
    } finally {
      tf.dispose([image, integers])
    }
  }
}
