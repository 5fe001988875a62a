import type { trainWords as english } from '../en/train.ts'

export const trainWords: Record<keyof typeof english, string> = {
  'train.start': '训练',
  'train.queue': '排队训练',
  'train.pause': '暂停',
  'train.stop': '停止',
  'train.unqueue': '移出队列',
  'train.resume': '继续',
  'train.resumeFrom': '从第 {epoch} 轮继续',
  'train.further': '继续训练',
  'train.furtherEpochs': '轮',
  'train.none': '还没有训练',
  'train.noneText': '在左侧选择一个预设并点击“训练”。曲线、重建和地图会随着模型的学习出现在这里。',

  'preset.title': '预设',
  'preset.quick': '快速一览',
  'preset.quickText': '大约一分钟得到地图',
  'preset.clear': '清晰的地图',
  'preset.clearText': '卷积网络，大约五分钟',
  'preset.sharp': '清晰的图像',
  'preset.sharpText': '16 个维度，图像更好，但没有平面地图',
  'preset.paper': '如论文所述',
  'preset.paperText': 'Kingma 与 Welling 2013：一层 500 个单元',

  'curve.elboNats': 'ELBO（每张图像，奈特）',
  'curve.reconstructionNats': '重建（每张图像，奈特）',
  'curve.klNats': 'KL（每张图像，奈特）',
  'curve.elbo': 'ELBO',
  'curve.reconstruction': '重建',
  'curve.kl': 'KL',
  'curve.none': '还没有学到任何东西',
  'curve.train': '训练',
  'curve.validation': '验证',
  'curve.steps': '{steps} 步',

  'snapshot.originals': '验证图像',
  'snapshot.reconstructions': '它们的重建',
  'snapshot.samples': '先验采样',

  'summary.title': '训练',
  'summary.epoch': '第 {epoch} 轮'
}
