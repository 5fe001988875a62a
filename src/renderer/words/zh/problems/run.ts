import type { runProblems as english } from '../../../../shared/problems/run.ts'

/** 训练运行：设置、文件，以及使其结束的原因。 */
export const runProblems: Record<keyof typeof english, string> = {
  'no-weights': '运行 {run} 还没有权重：它的第一轮尚未结束。请继续训练，然后重试。',
  diverged:
    '在第 {step} 步（第 {epoch} 轮）之后，下界不再是有限的数。最后的检查点已保留。请把学习率从 {rate} 改为 {less}。',
  'training-lost': '训练进程意外结束。到最后一个检查点为止的内容都是安全的；请恢复该运行，从那里继续。',
  'training-other': '该进程已经在训练一个运行。',
  'not-training': '该运行没有在训练。',
  'training-delete': '该运行正在训练或等待训练。请先停止，再删除。',
  'training-extend': '该运行正在训练或等待训练。请先停止，再增加轮数。',
  'training-measure': '该运行正在训练，它对每幅图像的看法每一步都在变。请暂停它，或等待它完成。',
  'one-training-image':
    '只有一幅可供训练的图像，不足以训练模型：至少需要两幅，要得到值得看的地图则需要几百幅。请添加图像并重新导入。',
  'no-training-images':
    '没有可供训练的图像：模型至少需要两幅，要得到值得看的地图则需要几百幅。请添加图像并重新导入。',
  'run-shape':
    '该运行学习 {width}×{height} 的{colours}图像；项目的图像现在是 {ownWidth}×{ownHeight} 的{ownColours}图像。已学到的内容会保留。请用它的设置新建一个运行，来学习现在的图像。',
  grey: '灰度',
  colour: '彩色',
  'label-images': '标签“{name}”可供训练的图像不足两幅。请为它添加图像，或去掉它的图像，然后重新导入。',
  'run-file-missing': '{what}不存在：{path}',
  'run-file-unread': '无法读取{what}：{path}。{reason}',
  'run-settings': '运行 {run} 的设置',
  'run-record': '运行 {run} 的记录',
  'run-environment': '运行 {run} 的环境',
  'run-name': '运行',
  'not-trashed': '运行 {run} 已不在回收站中。',
  'no-run': '该项目还没有运行。请先训练一个。',
  'run-unknown': '没有运行 {run}。现有的运行：{known}。',
  'run-ambiguous': '有多个运行名为 {run}：{known}。',
  'epoch-damaged': '第 {epoch} 轮的地图已损坏。其他轮是完整的。',
  'epoch-unkept': '没有保留第 {epoch} 轮之后的地图。其他轮可能保留了。',
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
  'no-kind': '没有名为 {kind} 的{what}。可选：{names}。',
  'likelihood-option': '似然 {kind} 需要 {key}，为 {min} 到 {max} 之间的数。',
  binarised: '二值化的像素是 0 或 1，似然 {likelihood} 不适用。请选用 bernoulli 似然，或保留灰度值。',
  'long-warm-up':
    '{warmUp} 轮的预热比运行的 {epochs} 轮还长：KL 的最终权重永远达不到。请缩短预热，或增加轮数。'
}
