import type { ProblemCode } from '../../../shared/problems.ts'

/** 常见问题，与英文逐条对应。 */
export const problems: Record<ProblemCode, string> = {
  'no-images':
    '{where} 中没有图像。{more}请提供含有 PNG、JPEG、WebP、GIF、BMP、TIFF 或 AVIF 文件的文件夹或 zip。',
  'none-read': '没有一个图像文件可以读取（{count} 个问题）。{path}：{reason}',
  'many-labels': '文件夹给出了 {count} 个标签，多得无法显示。请为标签选择另一级文件夹。',
  busy: '项目正在 {who} 中打开：{path}。请在那里关闭，或等待它完成；没有改动任何内容。',
  'target-project': '那里已经有一个项目：{path}。请换一个名称；它没有被改动。',
  'target-taken': '那里已经有别的内容：{path}。请换一个名称；它没有被改动。',
  'no-project': '不是 Latentscape 项目：{path}',
  newer: '该项目由更新版本的 Latentscape 创建：请先更新。',
  'disk-full': '磁盘已满{where}',
  quota: '磁盘配额已用完{where}',
  permission: '没有权限{where}',
  'read-only': '目标是只读的{where}',
  'not-found': '找不到：{path}',
  cancelled: '已取消',
  lost: '工作进程在回答之前结束了。已保存的内容没有丢失；请重试。',
  'no-engine': '这里没有可以加载的引擎。{reason}',
  'no-weights': '运行 {run} 还没有权重：它的第一轮尚未结束。请继续训练，然后重试。',
  diverged:
    '在第 {step} 步（第 {epoch} 轮）之后，下界不再是有限的数。最后的检查点已保留。请把学习率从 {rate} 改为 {less}。',
  'importance-estimator':
    '目标 {objective} 对权重进行采样，因此用不到估计器 B 的闭式 KL。请选用估计器 A，或目标 ELBO。',
  'importance-weights':
    '目标 {objective} 是针对整个 log p(x) 的：各部分的权重和 KL 权重的变化会使它不再是下界。请把权重保持为 1，或选用目标 ELBO。',
  'importance-free-bits':
    '自由比特改变的是 ELBO 的 KL，而目标 {objective} 没有它。请去掉自由比特，或选用目标 ELBO。',
  'importance-prior': '目标 {objective} 需要有先验的模型，而 {model} 没有先验。请选用目标 ELBO，或训练 VAE。',
  'free-bits-estimator': '自由比特需要每个维度的闭式 KL，而估计器 A 没有。请选用估计器 B。',
  'free-bits-prior': '自由比特作用于 KL，而 {model} 没有 KL。请去掉它，或训练 VAE。',
  'schedule-prior': '该变化作用于 KL 的权重，而 {model} 没有 KL。请去掉它，或训练 VAE。',
  'map-decoder': '该先验作用于解码器的权重，而 {model} 没有解码器。请去掉它，或训练 VAE。',
  quadrants: '给定的象限是条件模型的条件。请选用 CVAE，或去掉该条件。',
  binarised: '二值化的像素是 0 或 1，似然 {likelihood} 不适用。请选用 bernoulli 似然，或保留灰度值。',
  'long-warm-up':
    '{warmUp} 轮的预热比运行的 {epochs} 轮还长：KL 的最终权重永远达不到。请缩短预热，或增加轮数。'
}
