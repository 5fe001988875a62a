/** A Vulkan driver made of software, so that the webgpu engine is tested on machines without a GPU, too. */
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { cacheFolder } from '../src/node/cache.ts'

/** SwiftShader comes with every Chromium: Electron's, once provisioned, or an installed browser's. */
function folders(): string[] {
  let electron: string[] = []
  try {
    const { path } = JSON.parse(readFileSync(join(cacheFolder(), 'electron.json'), 'utf8')) as {
      path: string
    }
    electron = [dirname(path)]
  } catch {
    // None was provisioned yet.
  }
  return [...electron, '/usr/lib/chromium', '/opt/google/chrome', '/usr/lib/chromium-browser']
}

const needed = ['libvulkan.so.1', 'libvk_swiftshader.so', 'vk_swiftshader_icd.json']

/** The folder of a SwiftShader with its Vulkan loader, if there is one. Linux only. */
export function softwareVulkan(): string | undefined {
  if (process.platform !== 'linux') return undefined
  return folders().find((folder) => needed.every((file) => existsSync(join(folder, file))))
}

/** Why there is none, and what to do about it. */
export const softwareVulkanMissing =
  process.platform === 'linux'
    ? 'no software Vulkan driver; `npm start` once fetches an Electron that carries one'
    : 'the software Vulkan driver is used on Linux only'

/** glibc's RTLD_NODELETE: the library stays although it is not the add-on that Node takes it for. */
const keepLoaded = 0x1000

/** Makes this process use the driver, and no other. */
export function useSoftwareVulkan(folder: string): void {
  process.env.VK_DRIVER_FILES = join(folder, 'vk_swiftshader_icd.json')
  // Dawn asks for the loader by its name alone, which finds one that is loaded already; so none need be installed.
  const { RTLD_NOW, RTLD_GLOBAL } = constants.dlopen
  try {
    process.dlopen({ exports: {} }, join(folder, 'libvulkan.so.1'), RTLD_NOW | RTLD_GLOBAL | keepLoaded)
  } catch {
    // "Module did not self-register", as expected of a library that is no add-on.
  }
}
