import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { scan } from '../../src/node/scan.ts'
import { failure, folderOf, numbered, temporaryFolder, zipOf } from './fixtures.ts'

const image = await numbered(1)

/** Paths with what was found of them, as `label/split`. */
async function found(inputs: string[], level?: number) {
  const collection = await scan(inputs, level)
  collection.close()
  const entries = collection.entries.map(({ path, label, split }) => [path, label, split])
  return { entries, problems: collection.problems, skipped: collection.skipped }
}

describe('labels and splits', () => {
  test('a subfolder is a label; what lies flat has none', async () => {
    const root = folderOf({ 'cats/a.png': image, 'dogs/b.JPG': image, 'c.png': image, 'notes.txt': 'x' })
    expect(await found([root])).toEqual({
      entries: [
        ['c.png', undefined, undefined],
        ['cats/a.png', 'cats', undefined],
        ['dogs/b.JPG', 'dogs', undefined]
      ],
      problems: [],
      skipped: 1
    })
  })

  test('in deeper trees the first level is the label, or the one asked for', async () => {
    const root = folderOf({ 'animals/cats/a.png': image, 'animals/b.png': image, 'things/cups/c.png': image })
    expect((await found([root])).entries.map(([, label]) => label)).toEqual(['animals', 'animals', 'things'])
    expect((await found([root], 2)).entries.map(([, label]) => label)).toEqual([undefined, 'cats', 'cups'])
  })

  test('top folders train, val and test are the split, with labels below', async () => {
    const root = folderOf({
      'train/cats/a.png': image,
      'Val/dogs/b.png': image,
      'test/cats/c.png': image,
      'README.md': 'x'
    })
    expect((await found([root])).entries).toEqual([
      ['Val/dogs/b.png', 'dogs', 'validation'],
      ['test/cats/c.png', 'cats', 'test'],
      ['train/cats/a.png', 'cats', 'train']
    ])
  })

  test('a label that happens to be called test is a label', async () => {
    const root = folderOf({ 'test/a.png': image, 'exam/b.png': image })
    expect((await found([root])).entries.map(([, label, split]) => [label, split])).toEqual([
      ['exam', undefined],
      ['test', undefined]
    ])
  })

  test('several folders are each a label, splits are splits, files have none', async () => {
    const root = folderOf({ 'cats/deep/a.png': image, 'dogs/b.png': image, 'c.png': image })
    const inputs = ['cats', 'dogs', 'c.png'].map((name) => join(root, name))
    expect((await found(inputs)).entries).toEqual([
      ['c.png', undefined, undefined],
      ['cats/deep/a.png', 'cats', undefined],
      ['dogs/b.png', 'dogs', undefined]
    ])
    const parted = folderOf({ 'train/cats/a.png': image, 'test/cats/b.png': image })
    expect((await found(['train', 'test'].map((name) => join(parted, name)))).entries).toEqual([
      ['test/cats/b.png', 'cats', 'test'],
      ['train/cats/a.png', 'cats', 'train']
    ])
  })

  test('one label, however its name was composed', async () => {
    const root = folderOf({
      ['é/a.png'.normalize('NFC')]: image,
      ['é/b.png'.normalize('NFD')]: image
    })
    const labels = (await found([root])).entries.map(([, label]) => label)
    expect(labels).toEqual(['é'.normalize('NFC'), 'é'.normalize('NFC')])
  })

  test('labels.csv overrides the folders', async () => {
    const table =
      '\ufeffFile,note,Label\r\ncats/a.png,"x, y",tabby\r\n./b.png,,"red, and blue"\ncats/d.png,,\ngone.png,,x\n'
    const root = folderOf({
      'labels.csv': table,
      'cats/a.png': image,
      'b.png': image,
      'cats/c.png': image,
      'cats/d.png': image
    })
    const { entries, problems } = await found([root])
    expect(entries.map(([path, label]) => [path, label])).toEqual([
      ['b.png', 'red, and blue'],
      ['cats/a.png', 'tabby'],
      ['cats/c.png', 'cats'],
      ['cats/d.png', undefined]
    ])
    expect(problems).toEqual([
      { path: 'labels.csv', reason: '1 of its rows name files that are not there: gone.png …' }
    ])
  })

  test('labels.csv in a zip, and beside single files', async () => {
    const root = folderOf({ 'a.png': image, 'labels.csv': 'file;label\na.png;one\n' })
    const parts = [
      { name: 'a.png', bytes: image },
      { name: 'labels.csv', bytes: Buffer.from('file,label\na.png,two\n') }
    ]
    writeFileSync(join(root, 'x.zip'), zipOf(parts))
    expect((await found([join(root, 'x.zip')])).entries[0][1]).toBe('two')
    expect((await found([join(root, 'a.png'), join(root, 'labels.csv')])).entries).toEqual([
      ['a.png', 'one', undefined]
    ])
  })

  test('a table without its columns is a problem, and the folders count', async () => {
    const root = folderOf({ 'labels.csv': 'name,kind\na,b\n', 'cats/a.png': image })
    const { entries, problems } = await found([root])
    expect(entries[0][1]).toBe('cats')
    expect(problems[0].reason).toContain('file and label')
  })
})

describe('names and links', () => {
  test('Chinese, spaces, emoji and 250 characters', async () => {
    const names = ['图片.png', 'with  spaces .png', '😀.png', `${'x'.repeat(246)}.png`, `#%'"$&.png`]
    const root = folderOf(Object.fromEntries(names.map((name) => [`标签 🎈/${name}`, image])))
    const collection = await scan([root])
    expect(new Set(collection.entries.map(({ file }) => file))).toEqual(
      new Set(names.map((name) => `标签 🎈/${name}`))
    )
    for (const entry of collection.entries) {
      expect(entry.label).toBe('标签 🎈')
      expect(Buffer.from(await collection.read(entry)).equals(image)).toBe(true)
    }
  })

  test('what systems leave behind is passed over silently', async () => {
    const root = folderOf({
      'a.png': image,
      '.hidden.png': image,
      '.git/b.png': image,
      'old.latent/export.png': image,
      '__MACOSX/a.png': image,
      'Thumbs.db': 'x',
      '.DS_Store': 'x'
    })
    expect(await found([root])).toEqual({
      entries: [['a.png', undefined, undefined]],
      problems: [],
      skipped: 0
    })
  })

  test('links are followed inside the folder only, and never round in circles', async () => {
    const outside = folderOf({ 'secret.png': image, 'more/x.png': image })
    const root = folderOf({ 'cats/a.png': image })
    symlinkSync(join(outside, 'secret.png'), join(root, 'cats/out.png'))
    symlinkSync(join(outside, 'more'), join(root, 'outside'))
    symlinkSync('..', join(root, 'cats/loop'))
    symlinkSync('a.png', join(root, 'cats/inside.png'))
    symlinkSync('cats', join(root, 'again'))
    symlinkSync('nowhere', join(root, 'broken.png'))
    const { entries, problems } = await found([root])
    expect(entries.map(([path]) => path)).toEqual(['cats/a.png', 'cats/inside.png'])
    expect(problems.map(({ path }) => path).sort()).toEqual(['broken.png', 'cats/out.png', 'outside'])
    for (const { reason } of problems) expect(reason).toMatch(/symbolic link/i)
  })

  test('a file that becomes a link after the scan is not followed out', async () => {
    const outside = folderOf({ 'secret.png': image })
    const root = folderOf({ 'a.png': image })
    const collection = await scan([root])
    const { rmSync } = await import('node:fs')
    rmSync(join(root, 'a.png'))
    symlinkSync(join(outside, 'secret.png'), join(root, 'a.png'))
    await failure(collection.read(collection.entries[0]), 'format')
    await failure(collection.read({ source: 0, file: '../../etc/passwd' }), 'format')
  })

  test('inputs that are not there, or nothing of ours', async () => {
    const root = folderOf({ 'text.txt': 'x' })
    await failure(scan([join(root, 'gone')]), 'missing')
    await failure(scan([join(root, 'text.txt')]), 'input')
    await failure(scan([]), 'input')
  })
})

describe('zips', () => {
  const zip = (parts: Parameters<typeof zipOf>[0]) => {
    const path = join(temporaryFolder(), 'images.zip')
    writeFileSync(path, zipOf(parts))
    return path
  }

  test('folders in a zip are labels, below a wrapping folder too', async () => {
    const flat = zip([
      { name: 'cats/', bytes: Buffer.alloc(0) },
      { name: 'cats/图片.png', bytes: image },
      { name: 'dogs\\b.png', bytes: image },
      { name: '__MACOSX/cats/._a.png', bytes: image }
    ])
    expect((await found([flat])).entries.map(([path, label]) => [path, label])).toEqual([
      ['cats/图片.png', 'cats'],
      ['dogs/b.png', 'dogs']
    ])
    const wrapped = zip([
      { name: 'pets/cats/a.png', bytes: image },
      { name: 'pets/dogs/b.png', bytes: image }
    ])
    expect((await found([wrapped])).entries.map(([, label]) => label)).toEqual(['cats', 'dogs'])
  })

  test('UTF-8 names are read as such where the zip does not say so', async () => {
    const unsaid = zip([{ name: '猫/图.png', bytes: image, flags: 0 }])
    expect((await found([unsaid])).entries[0][0]).toBe('猫/图.png')
  })

  test('paths upwards, absolute paths and links are refused, the rest is read', async () => {
    const hostile = zip([
      { name: '../up.png', bytes: image },
      { name: 'a/../../up.png', bytes: image },
      { name: '/etc/abs.png', bytes: image },
      { name: 'C:/abs.png', bytes: image },
      { name: '..\\back.png', bytes: image },
      { name: 'link.png', bytes: Buffer.from('/etc/passwd'), mode: 0o120777 },
      { name: 'good.png', bytes: image }
    ])
    const { entries, problems } = await found([hostile])
    expect(entries.map(([path]) => path)).toEqual(['good.png'])
    expect(problems).toHaveLength(6)
  })

  test('an entry that unpacks to more than it says is a problem', async () => {
    const path = zip([
      { name: 'bomb.png', bytes: Buffer.alloc(50 * 2 ** 20), claimed: 1000 },
      { name: 'good.png', bytes: image }
    ])
    const collection = await scan([path])
    await failure(collection.read({ source: 0, file: 'bomb.png' }), 'format')
    expect((await collection.read({ source: 0, file: 'good.png' })).length).toBe(image.length)
    collection.close()
  })

  test('an entry that says it is absurdly packed is a problem', async () => {
    const path = zip([
      { name: 'bomb.png', bytes: Buffer.alloc(100 * 2 ** 20) },
      { name: 'good.png', bytes: image }
    ])
    const { entries, problems } = await found([path])
    expect(entries).toHaveLength(1)
    expect(problems[0]).toEqual({
      path: 'bomb.png',
      reason: 'Unpacks to far more than an image holds; refused.'
    })
  })

  test('a bomb of many entries, or of entries over each other, is refused whole', async () => {
    const bytes = Buffer.alloc(16 * 2 ** 20)
    const many = zip(Array.from({ length: 300 }, (_, index) => ({ name: `${index}.png`, bytes })))
    expect((await failure(scan([many]), 'format')).message).toContain('refused')
    const file = zipOf([
      { name: 'a.png', bytes: image },
      { name: 'b.png', bytes: image }
    ])
    // The second entry is made to lie where the first one lies.
    const second = file.lastIndexOf('PK\x01\x02', undefined, 'latin1')
    file.writeUInt32LE(0, second + 42)
    const path = join(temporaryFolder(), 'overlap.zip')
    writeFileSync(path, file)
    await failure(scan([path]), 'format')
  })

  test('encrypted, cut off and empty zips are said in words', async () => {
    const locked = zip([{ name: 'a.png', bytes: image, flags: 0x801 }])
    expect((await failure(scan([locked]), 'format')).message).toContain('encrypted')
    const half = zip([
      { name: 'a.png', bytes: image, flags: 0x801 },
      { name: 'b.png', bytes: image }
    ])
    expect((await found([half])).problems).toEqual([{ path: 'a.png', reason: 'Encrypted with a password.' }])
    const root = folderOf({
      'cut.zip': zipOf([{ name: 'a.png', bytes: image }]).subarray(0, 60),
      'no.zip': 'text'
    })
    for (const name of ['cut.zip', 'no.zip'])
      expect((await failure(scan([join(root, name)]), 'format')).message).toContain('cut off or damaged')
    expect((await found([zip([])])).entries).toEqual([])
  })

  test('damaged data in a zip is a problem of that file alone', async () => {
    const file = zipOf([
      { name: 'a.png', bytes: image },
      { name: 'b.png', bytes: image }
    ])
    file.fill(0xff, 40, 60)
    const path = join(temporaryFolder(), 'damaged.zip')
    writeFileSync(path, file)
    const collection = await scan([path])
    await failure(collection.read({ source: 0, file: 'a.png' }), 'format')
    expect((await collection.read({ source: 0, file: 'b.png' })).length).toBe(image.length)
    collection.close()
  })

  test('a folder called x.zip or a.png is a folder', async () => {
    const root = temporaryFolder()
    mkdirSync(join(root, 'a.png'))
    folderOf({ 'x.zip/cats/a.png': image, 'a.png/b.png': image }, root)
    expect((await found([join(root, 'x.zip')])).entries[0].slice(0, 2)).toEqual(['cats/a.png', 'cats'])
    expect((await found([root])).entries.map(([, label]) => label)).toEqual(['a.png', 'x.zip'])
  })
})
