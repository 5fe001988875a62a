import type { dataWords as english } from '../en/data.ts'

export const dataWords: Record<keyof typeof english, string> = {
  'data.all': '全部图像',
  'data.grid': '图像',
  'data.size': '图像大小',
  'data.unlabelled': '无标签',
  'data.noLabels': '这些图像没有标签。所拖入文件夹中的子文件夹会成为标签。',
  'data.none': '没有匹配的图像',
  'data.noneText': '这一部分中没有带此标签的图像。',
  'data.showAll': '显示全部图像',

  'split.title': '划分',
  'split.train': '训练',
  'split.validation': '验证',
  'split.test': '测试',
  'split.help': '只显示这一部分',

  'problems.title': '问题',
  'problems.hide': '隐藏',
  'problems.duplicates.one': '略过了 {count} 张重复图像。',
  'problems.duplicates.other': '略过了 {count} 张重复图像。',

  'imageSettings.title': '图像如何变成像素',
  'imageSettings.before': '源图像',
  'imageSettings.after': '模型看到的',
  'imageSettings.size': '尺寸',
  'imageSettings.fit': '形状',
  'imageSettings.crop': '裁剪',
  'imageSettings.whole': '完整',
  'imageSettings.channels': '颜色',
  'imageSettings.gray': '灰度',
  'imageSettings.colour': '彩色',
  'imageSettings.background': '背景',
  'imageSettings.help': '“裁剪”切去较长的一边；“完整”保留全部内容并填充背景。源文件保持不变。',
  'imageSettings.keepsRuns': '您的训练会保留，并标记为基于较早的图像。',
  'imageSettings.again': '重新导入',
  'imageSettings.reset': '重置'
}
