import type { exportProblems as english } from '../../../../shared/problems/export.ts'

/** 为其他程序写出文件。 */
export const exportProblems: Record<keyof typeof english, string> = {
  unwritable: '无法写入 {path}：{reason}。{advice}',
  'do-elsewhere': '没有写入任何内容。请腾出空间或换一个位置。',
  'no-room': '磁盘已满',
  'no-quota': '磁盘配额已用完',
  'no-permission': '没有权限',
  'no-folder': '无法建立它的文件夹',
  'place-read-only': '该位置是只读的',
  'is-folder': '它是一个文件夹',
  'folder-is-file': '路径中的一个文件夹其实是文件',
  'name-long': '名称太长',
  'export-path': '导出需要完整路径：{path}',
  'export-ending': '无法写入 {path}：它必须以 {known} 结尾。',
  'export-frames': '{frames} 帧 {width}×{height} 像素太多了。请减少帧数，或缩小比例。',
  'no-curves': '还没有曲线：第一轮尚未结束。没有写入任何内容。',
  'export-holds': '{path} 已经存在，并含有其他内容（{file}）。没有写入任何内容；请换一个名称。',
  'export-file': '{path} 是文件，而该格式是文件夹。没有写入任何内容；请换一个名称。',
  'whole-number': '{what}必须是不小于 {least} 的整数，而不是 {value}。',
  'what-columns': '列数',
  'what-scale': '比例',
  'what-gap': '间隔',
  'what-margin': '边距',
  'none-to-draw': '没有要绘制的图像。',
  'page-completes':
    '该模型补画部分给出的图像所缺的内容，而网页没有图像可以给它。没有写入任何内容。请改为导出它的网络，或用它作画：latentscape complete PROJECT',
  'page-latent': '该模型没有潜在空间，因此网页没有地图。没有写入任何内容。',
  'picture-large': '图片会有 {width}×{height} 像素，太大了。请减少图像，或缩小比例。',
  'curve-weights': '曲线需要两个或更多的 KL 权重。',
  'table-none': '运行 {run} 还没有{kind}。请先训练它。',
  'kind-metrics': '指标',
  'kind-latents': '潜变量',
  'table-no-latents': '运行 {run} 还没有潜变量。请打开它的地图，或训练到结束。',
  'which-run': '请指明是哪个运行。',
  'film-epochs':
    '该运行保留的地图不足两轮，因此没有训练过程的动画。地图在训练时保留，只占用很小一部分时间：请多训练几轮，或在窗口中看着地图训练一个新的运行。',
  'frame-no-webp': '动画中有一帧不是 WebP 图片。',
  'not-format': '这不是 {format} 文件；没有写入任何内容。',
  'likelihood-unwritten': '似然 {kind} 还不能为其他程序写出：它的均值在这里没有图。'
}
