/**
 * The Python wheels that carry native TensorFlow, pinned by hash. They are asked for by a named Python, so that
 * every machine of a kind gets the same files, whatever Python its pip runs on.
 */

export interface Wheel {
  /** The package's name on the index. */
  name: string
  version: string
  /** The file's name, which also holds its platform. */
  file: string
  bytes: number
  sha256: string
}

/** One way of having native TensorFlow: the first wheel holds the library, the others what it loads. */
export interface WheelSet {
  kind: 'cpu' | 'gpu'
  platform: 'linux' | 'darwin'
  arch: 'x64' | 'arm64'
  /** Platform tags pip is asked for, the best first. */
  tags: string[]
  wheels: Wheel[]
  /** Bytes on disk once unpacked, rounded up. */
  unpackedBytes: number
}

/** Every wheel above is built for this Python; its code is never run. */
export const pythonTags = [
  '--python-version',
  '3.11',
  '--implementation',
  'cp',
  '--abi',
  'cp311',
  '--abi',
  'none'
]

const version = '2.21.0'
const gigabyte = 1e9

function wheel(name: string, version: string, tag: string, bytes: number, sha256: string): Wheel {
  return { name, version, file: `${name.replaceAll('-', '_')}-${version}-${tag}.whl`, bytes, sha256 }
}

const cpuLinux: WheelSet = {
  kind: 'cpu',
  platform: 'linux',
  arch: 'x64',
  tags: ['manylinux_2_27_x86_64'],
  wheels: [
    wheel(
      'tensorflow-cpu',
      version,
      'cp311-cp311-manylinux_2_27_x86_64',
      273_829_956,
      '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c'
    )
  ],
  unpackedBytes: 0.9 * gigabyte
}

const cpuLinuxArm: WheelSet = {
  kind: 'cpu',
  platform: 'linux',
  arch: 'arm64',
  tags: ['manylinux_2_27_aarch64'],
  wheels: [
    wheel(
      'tensorflow',
      version,
      'cp311-cp311-manylinux_2_27_aarch64',
      281_828_020,
      '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c'
    )
  ],
  unpackedBytes: 1.2 * gigabyte
}

const cpuMac: WheelSet = {
  kind: 'cpu',
  platform: 'darwin',
  arch: 'arm64',
  tags: ['macosx_12_0_arm64'],
  wheels: [
    wheel(
      'tensorflow',
      version,
      'cp311-cp311-macosx_12_0_arm64',
      223_405_849,
      '51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88'
    )
  ],
  unpackedBytes: gigabyte
}

const old = 'py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64'
const middle = 'py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64'
const recent = 'py3-none-manylinux_2_27_x86_64'

/** TensorFlow with CUDA, and NVIDIA's own wheels that its "and-cuda" extra asks for. */
const gpuLinux: WheelSet = {
  kind: 'gpu',
  platform: 'linux',
  arch: 'x64',
  tags: [
    'manylinux_2_27_x86_64',
    'manylinux_2_17_x86_64',
    'manylinux2014_x86_64',
    'manylinux_2_12_x86_64',
    'manylinux2010_x86_64'
  ],
  wheels: [
    wheel(
      'tensorflow',
      version,
      'cp311-cp311-manylinux_2_27_x86_64',
      572_440_367,
      '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124'
    ),
    wheel(
      'nvidia-cublas-cu12',
      '12.9.3.13',
      recent,
      581_217_458,
      'd7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72'
    ),
    wheel(
      'nvidia-cuda-cupti-cu12',
      '12.8.90',
      middle,
      10_248_621,
      'ea0cb07ebda26bb9b29ba82cda34849e73c166c18162d3913575b0c9db9a6182'
    ),
    wheel(
      'nvidia-cuda-nvcc-cu12',
      '12.9.86',
      old,
      40_546_229,
      '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0'
    ),
    wheel(
      'nvidia-cuda-nvrtc-cu12',
      '12.9.86',
      old,
      89_568_129,
      '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4'
    ),
    wheel(
      'nvidia-cuda-runtime-cu12',
      '12.9.79',
      middle,
      3_493_179,
      '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3'
    ),
    wheel(
      'nvidia-cudnn-cu12',
      '9.28.0.42',
      recent,
      716_538_495,
      '9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375'
    ),
    wheel(
      'nvidia-cufft-cu12',
      '11.4.1.4',
      middle,
      200_877_592,
      'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28'
    ),
    wheel(
      'nvidia-curand-cu12',
      '10.3.10.19',
      recent,
      68_295_626,
      '49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e'
    ),
    wheel(
      'nvidia-cusolver-cu12',
      '11.7.5.82',
      recent,
      338_117_415,
      '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88'
    ),
    wheel(
      'nvidia-cusparse-cu12',
      '12.5.10.65',
      middle,
      366_465_088,
      '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78'
    ),
    wheel(
      'nvidia-nccl-cu12',
      '2.32.3',
      recent,
      351_526_311,
      'bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c'
    ),
    wheel(
      'nvidia-nvjitlink-cu12',
      '12.9.86',
      old,
      39_748_338,
      'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9'
    )
  ],
  unpackedBytes: 7.5 * gigabyte
}

/**
 * The wheel sets to try on a machine, the best first.
 * @param nvidia whether an NVIDIA driver is present
 */
export function wheelSets(platform: string, arch: string, nvidia: boolean): WheelSet[] {
  return [gpuLinux, cpuLinux, cpuLinuxArm, cpuMac].filter(
    (set) => set.platform === platform && set.arch === arch && (nvidia || set.kind === 'cpu')
  )
}
