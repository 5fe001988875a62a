import type { mapToolsWords as english } from '../en/maptools.ts'

export const mapToolsWords: Record<keyof typeof english, string> = {
  'decoded.logConditional': 'log p(z|c)',
  'decoded.distanceHome': '‖z − μ(c)‖ / σ(c)',
  'condition.title': '给定的条件',
  'condition.inUse': '给定标签：{label}',
  'condition.follow': '取自点击的点',
  'condition.followHelp': '点击一个点，就采用它的标签或图像作为条件',
  'condition.strip': '同一风格在每个标签下的样子',
  'condition.use': '采用标签 {label}',
  'condition.overlap': '这里各标签彼此重叠，本该如此：z 只含风格，标签是另外给定的。',
  'condition.apart':
    '每个标签都有自己的先验，围绕其标记 ◆。从那里看（z − μ(c)），各标签应当彼此重叠：z 只含风格，标签是另外给定的。',
  'condition.image': '该模型补全图像。点击时以所看图像的给定象限为条件解码，否则以最近的图像为条件。',
  'condition.coordinates': '显示的坐标',
  'condition.previous': '采用上一个或下一个标签',
  'plane.kind': '维度的显示方式',
  'plane.pca': 'PCA',
  'plane.name': 'UMAP',
  'plane.axes': '维度',
  'plane.fitting': '正在拟合 UMAP',
  'plane.failed': '无法为这些潜变量拟合该平面。地图改为显示其中两个维度。',
  'plane.waits': 'UMAP 在训练结束后拟合。在此之前显示其中两个维度。',
  'plane.variance': '这两个主成分包含 {share} % 的方差。点击只改变它们，其余方向不变。',
  'plane.umap': 'UMAP 让相邻的点保持相邻；各组之间的距离没有多大意义。点击会解码周围各点的均值。',
  'plane.subset':
    'UMAP 用 {count} 个点中的 {fitted} 个拟合，其余的点置于其邻居之间。它让相邻的点保持相邻；各组之间的距离没有多大意义。点击会解码周围各点的均值。',
  'timeline.title': '地图如何形成',
  'timeline.open': '逐轮次显示地图如何形成',
  'timeline.close': '回到现在的地图',
  'timeline.epoch': '第 {epoch} 轮，共 {epochs} 轮'
}
