import type { exportWords as english } from '../en/export.ts'

export const exportWords: Record<keyof typeof english, string> = {
  export: '导出',
  'export.map': '地图…',
  'export.manifold': '流形…',
  'export.decoded': '解码的图像…',
  'export.strip': '胶片…',
  'export.name.map': '地图',
  'export.name.manifold': '流形',
  'export.name.decoded': '解码',
  'export.name.strip': '插值',
  'export.name.sample': '样本',
  'export.name.favourites': '收藏',
  'export.saved': '已保存 {name}。',
  'export.reveal': '在文件夹中显示',
  'export.failed': '无法绘制图片，没有写入任何内容。请把窗口缩小后再试。'
}
