/**
 * What the mathematics asks of a machine: run named functions over shared variables, fast.
 *
 * A function's body is written on the tfjs API. An engine may run it op by op (eager) or trace it once and run
 * the whole graph (compiled); the caller cannot tell but by the clock. Values cross the border as typed arrays,
 * so that no tensor has to be disposed of by the caller.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { EngineName } from '../shared/schemas.ts'
import type { OptimizerRule } from './optimizers.ts'

export interface InputSpec {
  /** 'pixels' arrives as uint8 bytes and reaches the body as float32 in 0…1. */
  kind: 'float32' | 'int32' | 'pixels'
  shape: number[]
}

export interface OutputSpec {
  /** 'pixels': the body returns float32, which leaves as uint8 after clipping to 0…1. */
  kind: 'float32' | 'pixels'
}

export type HostArray = Float32Array | Int32Array | Uint8Array
export type HostArrays = Record<string, HostArray>
export type Tensors = Record<string, Tensor>

export interface Variable {
  shape: number[]
  values: Float32Array
}
export type Variables = Record<string, Variable>

/** The values alone, as a program's variables are written. */
export function valuesOf(variables: Variables): Record<string, Float32Array> {
  return Object.fromEntries(Object.entries(variables).map(([name, { values }]) => [name, values]))
}

/** A pure function of variables and inputs. */
export interface PlainFunction {
  inputs: Record<string, InputSpec>
  outputs: Record<string, OutputSpec>
  body(variables: Tensors, inputs: Tensors): Tensors
}

/** A function that also updates every variable it was given, by the gradient of its output `loss` (a scalar). */
export interface TrainingFunction extends PlainFunction {
  optimizer: OptimizerRule
  /** The largest norm that the whole gradient may have; a longer one is shortened to it. */
  clip?: number
}

export type ProgramFunction = PlainFunction | TrainingFunction

/** How functions are run: op by op, as one graph, or as one graph whose training steps XLA compiles. */
export type Executor = 'eager' | 'compiled' | 'xla'

export interface Program {
  readonly executor: Executor
  /**
   * Runs one function. Training functions also take the optimizer's scalars (see OptimizerRule.scalars) as
   * float32 inputs of shape [].
   * @throws AppError 'engine' when an input is missing or has the wrong length
   */
  run(name: string, inputs: HostArrays): Promise<HostArrays>
  /** The variables as they are, or the optimizer's slots, named `slot/variable`. */
  readVariables(): Promise<Variables>
  readSlots(): Promise<Variables>
  writeVariables(values: Record<string, Float32Array>): Promise<void>
  writeSlots(values: Record<string, Float32Array>): Promise<void>
  dispose(): void
}

export interface Engine {
  readonly name: EngineName
  readonly version: string
  /** The device's name as a person knows it. */
  readonly device: string
  /** Threads the arithmetic uses; a bitwise repeat needs the same number. */
  readonly threads: number
  /** The ways this engine can run, its usual one first. */
  readonly executors: Executor[]
  /**
   * Makes a program; variables are shared by all its functions.
   * @param executor one of `executors`, the usual one when left out; the program says which it became
   */
  load(
    variables: Variables,
    functions: Record<string, ProgramFunction>,
    executor?: Executor
  ): Promise<Program>
}
