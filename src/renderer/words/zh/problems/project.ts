import type { projectProblems as english } from '../../../../shared/problems/project.ts'

/** 打开项目，以及其中的内容。 */
export const projectProblems: Record<keyof typeof english, string> = {
  busy: '项目正在 {who} 中打开：{path}。请在那里关闭，或等待它完成；没有改动任何内容。',
  'who-process': '进程 {pid}（{name}）',
  'who-other': '另一个程序',
  'target-project': '那里已经有一个项目：{path}。请换一个名称；它没有被改动。',
  'target-taken': '那里已经有别的内容：{path}。请换一个名称；它没有被改动。',
  'no-project': '不是 Latentscape 项目：{path}',
  'none-open': '没有打开的项目。请打开一个，或拖入图像建立一个。',
  newer: '该项目由更新版本的 Latentscape 创建：请先更新。',
  'no-format': 'project.json 没有写明其格式。',
  'project-damaged': '项目已损坏：{path}。{reason}',
  'no-database': '项目已损坏，其中没有 data.duckdb：{path}',
  'database-unopened': '无法打开项目的数据库：{path}。{reason}',
  'no-image': '项目中没有图像 {id}。',
  'no-image-of': '没有图像 {id}；项目共有 {count} 幅。',
  'no-source': '项目没有记录该图像来自何处。',
  'source-unread': '无法读取该图像的源文件：{path}，{file}。{reason}',
  'source-changed': '该图像的源文件在导入后已改变：{path}，{file}',
  'pixels-short': '项目的像素数据过早结束。',
  'pixels-missing': '项目解码后的图像缺失：{path}。打开项目会从源文件重新生成它们。',
  'pixels-damaged': '项目解码后的图像已损坏：{path}。打开项目会从源文件重新生成它们。',
  'pixels-lost':
    '项目解码后的图像缺失，且无法重新生成。{reason}请把源图像放回原处后重新打开，或导入到新项目。运行和指标保持原样。',
  'full-labels': '一个项目最多有 32,767 个标签，现在已满。',
  'foreign-labels': '这些标签不是该项目的标签。没有改动任何内容。',
  'givings-damaged': '{path} 已损坏。没有改动任何标签。删除它即可继续。',
  'no-giving': '没有可以收回的、由模型给出的标签。',
  'giving-older': '给出标签之后图像又重新导入过，编号已经不同。没有改动任何内容。请在应用的地图上更改标签。',
  'filter-run': '只有运行才能给出图像的这一项。请选择一个。',
  'split-empty': '项目的 {split} 部分没有图像。',
  'none-mapped': '这些图像都还不在地图上。训练结束时地图会包含全部图像。'
}
