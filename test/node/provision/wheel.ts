/** A tiny wheel that real pip takes for TensorFlow's, made by the Python that pip runs on. */
import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Wheel, WheelSet } from '../../../src/node/provision/wheels.ts'

const script = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as wheel:
    for name, text in {
        'tensorflow/libtensorflow_cc.so.2': 'a library' * 1000,
        'tensorflow/libtensorflow_framework.so.2': 'another',
        'tensorflow/include/tensorflow/c/c_api.h': '// a header',
        'tensorflow/include/external/other.h': '// not needed',
        'tensorflow/python/big.py': 'pass',
        'tensorflow_cpu-2.21.0.dist-info/METADATA': 'Metadata-Version: 2.1\\nName: tensorflow-cpu\\nVersion: 2.21.0\\n',
        'tensorflow_cpu-2.21.0.dist-info/WHEEL': 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: false\\nTag: cp311-cp311-manylinux_2_27_x86_64\\n',
        'tensorflow_cpu-2.21.0.dist-info/RECORD': '',
    }.items():
        wheel.writestr(name, text)
`

/** Writes the wheel into a folder that pip may look for packages in. */
export function tinyWheel(folder: string): { wheel: Wheel; set: WheelSet; path: string } {
  mkdirSync(folder, { recursive: true })
  const file = 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl'
  const path = join(folder, file)
  execFileSync('python3', ['-c', script, path])
  const bytes = readFileSync(path)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const wheel = { name: 'tensorflow-cpu', version: '2.21.0', file, bytes: bytes.length, sha256 }
  const tags = ['manylinux_2_27_x86_64']
  const set: WheelSet = {
    kind: 'cpu',
    platform: 'linux',
    arch: 'x64',
    tags,
    wheels: [wheel],
    unpackedBytes: 20_000
  }
  return { wheel, set, path }
}
