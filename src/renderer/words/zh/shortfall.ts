import type { shortfallWords as english } from '../en/shortfall.ts'

export const shortfallWords: Record<keyof typeof english, string> = {
  'shortfall.title': '没有先验说明哪些 z 有意义时，抽出的是什么',
  'shortfall.help':
    '自编码器对 z 没有任何约束。每次训练都分别从 N(0, I) 抽取，以及按训练图像编码的分布宽度抽取。只有两个潜变量时两者可能看起来相近；表格只说明测得的结果。',
  'shortfall.prior': '从 N(0, I) 抽取',
  'shortfall.codes': '按编码的宽度抽取',
  'shortfall.sampleOf': '{name}，{from}：样本 {n}',
  'shortfall.measure': '测量样本',
  'shortfall.measureAgain': '重新测量',
  'shortfall.samples': '每种的样本数',
  'shortfall.measuring': '正在测量样本，{done} / {total}',
  'shortfall.learning': '分类器先学习标签，每个项目一次：第 {done} 步，共 {total} 步',
  'shortfall.stale': '这些数值属于其他训练或轮次。',
  'shortfall.caption':
    '距离：与最近的训练图像（最多 {nearest} 张）的均方根差，0…1。确信：分类器给某个标签的概率不低于 {sure}（对噪声也可能如此）。',
  'shortfall.captionPlain': '距离：与最近的训练图像（最多 {nearest} 张）的均方根差，0…1。',
  'shortfall.images': '图像数',
  'shortfall.distance': '到最近图像的距离',
  'shortfall.sure': '分类器确信',
  'shortfall.test': '测试图像',
  'shortfall.row': '{name}，{from}'
}
