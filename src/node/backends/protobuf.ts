/** The protobuf classes that tfjs-node-gpu carries, as far as graphs are written with them. */
import { createRequire } from 'node:module'

export interface Message {
  [method: string]: (...values: unknown[]) => unknown
}
export type MessageClass = new () => Message

export interface Protobuf {
  NodeDef: MessageClass
  AttrValue: MessageClass & { ListValue: MessageClass }
  NameAttrList: MessageClass
  Tensor: MessageClass
  TensorShape: MessageClass & { Dim: MessageClass }
  GraphDef: MessageClass
  VersionDef: MessageClass
  MetaGraphDef: MessageClass & { MetaInfoDef: MessageClass }
  SignatureDef: MessageClass
  TensorInfo: MessageClass
  SavedModel: MessageClass
  FunctionDef: MessageClass
  FunctionDefLibrary: MessageClass
  OpDef: MessageClass & { ArgDef: MessageClass }
}

const load = createRequire(import.meta.url)
let classes: Protobuf | undefined

/** Loaded at first use: the file is large. */
export const protobuf = (): Protobuf =>
  (classes ??= load('@tensorflow/tfjs-node-gpu/dist/proto/api_pb.js') as unknown as Protobuf)

/** A protobuf map field. */
export const mapOf = (value: unknown) => value as Map<string, unknown>
