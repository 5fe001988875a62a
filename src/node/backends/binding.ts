/** The parts of tfjs-node's backend that carry a native op, typed; everything compiled goes through them. */
import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'

export interface OpAttribute {
  name: string
  type: number
  value: unknown
}

export interface TensorMetadata {
  id: number
  shape: number[]
  dtype: number
}

/** The native add-on. Tensors are named by ids that live until `deleteTensor`. */
export interface Binding {
  createTensor(shape: number[], dtype: number, values: unknown): number
  deleteTensor(id: number): void
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array
  executeOp(name: string, attributes: OpAttribute[], inputIds: number[], outputs: number): TensorMetadata[]
  loadSavedModel(folder: string, tags: string): number
  deleteSavedModel(id: number): void
  runSavedModel(id: number, inputIds: number[], inputNames: string, outputNames: string): TensorMetadata[]
  TF_FLOAT: number
  TF_INT32: number
  TF_BOOL: number
  TF_UINT8: number
  TF_ATTR_STRING: number
  TF_ATTR_INT: number
  TF_ATTR_FLOAT: number
  TF_ATTR_BOOL: number
  TF_ATTR_TYPE: number
  TF_ATTR_SHAPE: number
}

export interface NativeBackend {
  isUsingGpuDevice: boolean
  binding: Binding
  tensorMap: { get(dataId: object): { id: number } }
  /** Uploads what has not been uploaded, and returns the tensors' ids. */
  getInputTensorIds(tensors: Tensor[]): number[]
  executeSingleOutput(name: string, attributes: OpAttribute[], inputs: Tensor[]): Tensor
}

/** The backend of the current process; tfjs-node must be loaded. */
export function nativeBackend(): NativeBackend {
  return tf.findBackend('tensorflow') as unknown as NativeBackend
}
