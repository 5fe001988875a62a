import type { completionWords as english } from '../en/completion.ts'

export const completionWords: Record<keyof typeof english, string> = {
  'completion.title': '补全图像',
  'completion.help.one': '此模型得到图像的左下四分之一，其余部分从 p(x | z, c) 抽取。',
  'completion.help.other': '此模型得到图像的 {count} 个四分之一，其余部分从 p(x | z, c) 抽取。',
  'completion.pick': '选择一张图像',
  'completion.pickText': '只有给定的部分会进入模型；真实图像与抽取的结果并排显示。',
  'completion.given': '给定部分',
  'completion.predicted': '单一预测，z 取先验均值',
  'completion.mean': '抽样的均值',
  'completion.truth': '真实图像',
  'completion.draws': '抽样',
  'completion.draw': '抽样 {n}',
  'completion.redraw': '重新抽取',
  'completion.likelihood': 'log p(缺失 | 给定)，64 个重要性样本',
  'completion.predictedLikelihood': '单一预测的 log p(缺失 | 给定)',
  'completion.figuresHelp':
    '以 nat 计，针对这张图像的真实内容。当其余部分可能有多种情形时，会抽样的模型可能胜过居中的单一答案。'
}
