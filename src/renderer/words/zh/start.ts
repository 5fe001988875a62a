import type { startWords as english } from '../en/start.ts'

export const startWords: Record<keyof typeof english, string> = {
  'start.title': '拖入一个图像文件夹',
  'start.text':
    '可以是一个或多个文件夹、zip 文件、单张图像或 .latent 项目。子文件夹即为标签。您的文件只会被读取，任何内容都不会离开这台电脑。',
  'start.chooseFolder': '选择文件夹…',
  'start.sample': '试用示例',
  'start.chooseImages': '选择图像或 zip…',
  'start.chooseProject': '打开项目…',
  'start.learn': '学习一张地图',
  'start.learnText': '训练大约一分钟。地图会立即打开，并在您眼前成形。',
  'start.learnWaits': '就绪后立即开始训练。',
  'start.seeData': '先看看图像',
  'start.chooseSettings': '选择设置',

  'recent.title': '最近的项目',
  'recent.forget': '从列表中移除 {name}',

  'drop.anywhere': '拖放到任意位置',
  'drop.onMap': '拖入一张图像，找到它在地图上的位置',
  'drop.kinds': '文件夹、zip、图像或 .latent 项目',
  'drop.nothing': '{name} 不是文件夹、zip、图像或项目，因此没有导入任何内容。请拖入其中之一。',

  'import.title': '正在读取 {name}',
  'import.looking': '正在查找文件',
  'import.count': '{done} / {total} 张图像',
  'import.rate': '每秒 {rate} 张',
  'import.problems.one': '{count} 个文件无法读取，已略过。',
  'import.problems.other': '{count} 个文件无法读取，已略过。',
  'import.showProblems': '查看原因',
  'import.few': '少于 500 张图像时，模型多半只是记住它们，地图会比较粗糙；图像越多越清晰。'
}
