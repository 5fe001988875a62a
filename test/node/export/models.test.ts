import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeFolder } from '../../../src/node/export/folder.ts'
import { modelFiles } from '../../../src/node/export/models/formats.ts'
import { modelFormats } from '../../../src/shared/contract/models.ts'
import { failure } from '../fixtures.ts'
import { cases, make } from './models/cases.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latentscape-folder-'))
})
afterEach(() => rm(folder, { recursive: true }))

const files = { 'a.bin': Uint8Array.of(1, 2), 'b.txt': Buffer.from('b') }

describe('a folder that is written', () => {
  it('is made with the folders on the way, and replaced when it holds nothing else', async () => {
    const target = join(folder, 'new', 'deeper', 'out')
    await writeFolder(target, files)
    await writeFolder(target, { ...files, 'a.bin': Uint8Array.of(9) })
    expect([...(await readFile(join(target, 'a.bin')))]).toEqual([9])
    expect((await readdir(target)).sort()).toEqual(['a.bin', 'b.txt'])
    expect(await readdir(join(folder, 'new', 'deeper'))).toEqual(['out'])
  })

  it('does not take the place of something else', async () => {
    const target = join(folder, 'mine')
    await mkdir(target)
    await writeFile(join(target, 'thesis.txt'), 'years of work')
    expect((await failure(writeFolder(target, files), 'input')).message).toMatch(/thesis\.txt/)
    expect(await readdir(target)).toEqual(['thesis.txt'])
    const file = join(folder, 'file')
    await writeFile(file, 'text')
    expect((await failure(writeFolder(file, files), 'input')).message).toMatch(/is a file/)
    expect((await readdir(folder)).sort()).toEqual(['file', 'mine'])
  })

  it('leaves nothing half written', async () => {
    await expect(
      writeFolder(join(folder, 'x'), { ...files, 'no/such/folder': files['a.bin'] })
    ).rejects.toThrow()
    expect(await readdir(folder)).toEqual([])
    if (process.getuid?.() === 0) return
    await chmod(folder, 0o500)
    await expect(writeFolder(join(folder, 'x'), files)).rejects.toThrow(/EACCES/)
    await chmod(folder, 0o700)
  })
})

describe('the files of a model', () => {
  const title = 'CVAE, conv, odd and colour'
  const made = { ...make(cases.find((each) => each.title === title)!), name: 'Clothes "2" \\', epoch: 7 }

  it.each(modelFormats)('say what they are of: %s', async (format) => {
    const written = await modelFiles(format, made)
    if (format === 'safetensors') return expect(Object.keys(written)).toEqual([''])
    const about = JSON.parse(Buffer.from(written['about.json']).toString()) as Record<string, unknown>
    expect(about).toMatchObject({ name: made.name, epoch: 7, image: made.image, config: made.config })
    expect(JSON.stringify(about.usage)).toMatch(/one-hot, in the order of the labels trousers, boots, bags/)
  })

  it('write the architecture of the run into the script', async () => {
    const script = Buffer.from((await modelFiles('python', made))['model.py']).toString()
    expect(script).toContain('nn.Conv2d(3, 4, 4, stride=2),')
    expect(script).toContain('self.hidden = Dense(216, 12, conditions=3)')
    expect(script).toContain('F.relu(self.conv[0](F.pad(image, (1, 2, 1, 2))))')
    expect(script).toContain('self.conv[2](relu_3)[:, :, 1:46, 1:46]')
    // The run's name cannot end the docstring.
    expect(script.split('"""').length % 2).toBe(1)
  })
})
