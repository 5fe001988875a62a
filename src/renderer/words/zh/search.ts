import type { searchWords as english } from '../en/search.ts'

/** 密度分类器的搜索页。 */
export const searchWords: Record<keyof typeof english, string> = {
  'search.title': '寻找可能的图像',
  'search.about':
    '这次运行没有潜空间，也没有地图。它只为图像学到一个数：这是数据而不是噪声的对数几率。沿着这个数的梯度逐像素上升，就是在寻找它认作数据的图像。',
  'search.notYetText': '第一轮训练结束后，会显示它找到的图像。',
  'search.film': '上升过程',
  'search.start': '起点',
  'search.noise': '噪声',
  'search.blank': '空白',
  'search.images': '最不可能的图像',
  'search.steps': '步数',
  'search.again': '再次上升',
  'search.save': '保存 PNG',
  'search.ascent': '上升 {number}',
  'search.why':
    '每幅图下方是它的对数几率。什么也不像的图也能达到甚至超过真实图像的数值：分类器只需区分图像与噪声，因此对其他任何不是噪声的东西也同样肯定。没有什么教过它图像之间是什么样子。',
  'search.beside': '作为对照：{run} 的样本',
  'search.besideNone': '作为对照',
  'search.besideText':
    'VAE 学到的是图像从何而来：它的样本由先验中的点解码得到，不需要搜索。用这些图像训练一个 VAE，就能在这里看到它的样本。',
  'search.crossEntropy': '图像与噪声之间交叉熵的负值（纳特）',
  'search.accuracy': '判断正确的比例',
  'search.most': '最可能的图像',
  'search.least': '最不可能的图像'
}
