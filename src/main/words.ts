/** What the menu bar and the system's dialogs say, in the person's language. The window has words of its own. */
import type { Settings } from '../shared/bridge.ts'

const en = {
  file: 'File',
  'file.new': 'New from folders…',
  'file.images': 'New from images or a zip…',
  'file.open': 'Open project…',
  'file.close': 'Close project',
  'file.export': 'Export…',
  'file.settings': 'Settings…',
  'file.quit': 'Quit',
  edit: 'Edit',
  'edit.undo': 'Undo',
  'edit.redo': 'Redo',
  'edit.cut': 'Cut',
  'edit.copy': 'Copy',
  'edit.paste': 'Paste',
  'edit.all': 'Select all',
  view: 'View',
  'view.size': 'Actual size',
  'view.larger': 'Zoom in',
  'view.smaller': 'Zoom out',
  'view.full': 'Full screen',
  'view.developer': 'Developer tools',
  window: 'Window',
  'window.minimize': 'Minimize',
  'window.zoom': 'Zoom',
  'window.front': 'Bring all to front',
  'window.close': 'Close window',
  help: 'Help',
  'help.tour': 'Five-minute tour',
  'help.shortcuts': 'Keyboard shortcuts',
  'help.about': 'About Latentscape',
  'app.services': 'Services',
  'app.hide': 'Hide Latentscape',
  'app.others': 'Hide others',
  'app.unhide': 'Show all',
  'app.quit': 'Quit Latentscape',
  'dialog.folders': 'Folders of images',
  'dialog.images': 'Images or a zip',
  'dialog.imageKinds': 'Images and zips',
  'dialog.project': 'Open a project (NAME.latent)',
  'dialog.file': 'File'
}

const zh: Words = {
  file: '文件',
  'file.new': '从文件夹新建…',
  'file.images': '从图像或 zip 新建…',
  'file.open': '打开项目…',
  'file.close': '关闭项目',
  'file.export': '导出…',
  'file.settings': '设置…',
  'file.quit': '退出',
  edit: '编辑',
  'edit.undo': '撤销',
  'edit.redo': '重做',
  'edit.cut': '剪切',
  'edit.copy': '复制',
  'edit.paste': '粘贴',
  'edit.all': '全选',
  view: '视图',
  'view.size': '实际大小',
  'view.larger': '放大',
  'view.smaller': '缩小',
  'view.full': '全屏',
  'view.developer': '开发者工具',
  window: '窗口',
  'window.minimize': '最小化',
  'window.zoom': '缩放',
  'window.front': '全部置于顶层',
  'window.close': '关闭窗口',
  help: '帮助',
  'help.tour': '五分钟导览',
  'help.shortcuts': '键盘快捷键',
  'help.about': '关于 Latentscape',
  'app.services': '服务',
  'app.hide': '隐藏 Latentscape',
  'app.others': '隐藏其他',
  'app.unhide': '全部显示',
  'app.quit': '退出 Latentscape',
  'dialog.folders': '图像文件夹',
  'dialog.images': '图像或 zip 文件',
  'dialog.imageKinds': '图像和 zip 文件',
  'dialog.project': '打开项目（名称.latent）',
  'dialog.file': '文件'
}

export type Words = Record<keyof typeof en, string>

export const catalogues: Record<Exclude<Settings['language'], 'system'>, Words> = { en, 'zh-CN': zh }

/** @param locale the system's, as BCP 47; it decides where the person leaves the language to the system */
export function wordsIn(language: Settings['language'], locale: string): Words {
  if (language !== 'system') return catalogues[language]
  return locale.toLowerCase().startsWith('zh') ? zh : en
}
