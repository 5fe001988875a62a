import type { importProblems as english } from '../../../../shared/problems/import.ts'

/** 导入图像与模型。 */
export const importProblems: Record<keyof typeof english, string> = {
  'no-images':
    '{where} 中没有图像。{more}请提供含有 PNG、JPEG、WebP、GIF、BMP、TIFF 或 AVIF 文件的文件夹或 zip。',
  inputs: '这 {count} 个输入',
  'passed-over': '已跳过的文件：{count} 个。',
  unread: '无法读取的一个是 {path}：{reason}',
  'passed-and-unread': '已跳过的文件：{count} 个。无法读取的一个是 {path}：{reason}',
  'none-read': '没有一个图像文件可以读取（{count} 个问题）。{path}：{reason}',
  'many-labels': '文件夹给出了 {count} 个标签，多得无法显示。请为标签选择另一级文件夹。',
  'nothing-given': '请指定要导入的文件夹、zip 或图像文件。',
  'neither-file': '既不是文件夹也不是文件：{path}',
  'neither-image': '既不是图像、文件夹，也不是 zip：{path}',
  'import-stopped': '导入已停止。项目保持原样。',
  'import-stopped-part': '导入已停止。{path} 中有到那时为止读取的 {count} 幅图像。',
  'import-training': '该项目有一个运行正在训练。请先暂停它，然后重新导入。',
  'unwritable-project': '无法写入项目：{reason}。请腾出空间或换一个位置；源图像保持原样。',
  'zip-damaged': '{title} 不是完整的 zip 文件：它被截断或已损坏。',
  'zip-many': '{title} 中的文件太多。',
  'zip-bomb': '{title} 被拒绝：它会从 {packed} MiB 解压到 {unpacked} MiB，没有哪个图像集会这样。',
  'zip-encrypted': '{title} 用密码加密了。请先解压，再导入文件夹。',
  'archive-refused': '{title} 被拒绝：{reason}没有写入任何内容。',
  'archive-strangers': '除项目外它还含有其他文件（{file}）。',
  'archive-link': '它含有符号链接（{file}）。',
  'archive-no-database': '其中的项目没有 data.duckdb。',
  'archive-empty': '{title} 中没有项目。请导入它，用其中的图像建立一个项目。',
  'archive-taken': '那里已经有内容：{path}。请换一个名称。',
  'archive-damaged': '{title} 已损坏：{reason}。没有写入任何内容。',
  'model-shape':
    '{title} 的模型针对 {width}×{height} 的{colours}图像，而该项目的图像是 {ownWidth}×{ownHeight} 的{ownColours}图像。没有导入任何内容。请导入到图像形状相同的项目中。',
  'model-stranger': '{title} 含有张量 {tensor}，而这样设置的模型没有它。没有导入任何内容。',
  'model-large': '{title} 比这里的任何模型都大。',
  'model-no-weights': '{title} 中没有 {file}，因此其中没有模型。没有导入任何内容。',
  'model-zip-damaged': '{title} 不是完整的 zip 文件：它被截断或已损坏。没有导入任何内容。',
  'model-settings':
    '{title} 的设置无法使用：{field}：{reason}。它们已损坏，或属于另一版本的 Latentscape。没有导入任何内容。',
  'model-no-json': '{title} 的设置不是 JSON。没有导入任何内容。'
}
