import type { generalProblems as english } from '../../../../shared/problems/general.ts'

/** 磁盘、请求与应用的各个进程。 */
export const generalProblems: Record<keyof typeof english, string> = {
  'disk-full': '磁盘已满{where}',
  quota: '磁盘配额已用完{where}',
  permission: '没有权限{where}',
  'read-only': '目标是只读的{where}',
  'not-found': '找不到：{path}',
  cancelled: '已取消',
  quitting: '应用即将退出。',
  lost: '工作进程在回答之前结束了。已保存的内容没有丢失；请重试。',
  'explorer-unstarted': '工作进程无法启动。',
  'explorer-failed': '应用中负责项目的部分已多次崩溃。已保存的内容是安全的；请关闭应用并重新启动。',
  invalid: '{what} 有误：{reason}',
  'invalid-field': '{what} 的 {field} 有误：{reason}',
  'invalid-value': '{type} 无效：应为 {expected}，实际为 {received}',
  'invalid-received': '{type} 无效：实际为 {received}',
  'file-large-whole': '文件超过 512 MB。',
  'file-large-path': '超过 512 MB：{path}',
  'path-whole': '文件需要完整路径：{path}',
  'no-picture': '这不是图片；剪贴板没有改变。',
  'no-picture-drag': '这不是图片，因此无法拖动。'
}
