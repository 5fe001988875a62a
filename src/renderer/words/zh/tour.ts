import type { tourWords as english } from '../en/tour.ts'

export const tourWords: Record<keyof typeof english, string> = {
  'term.what': '什么是“{name}”？',
  'term.formula': '公式',
  'term.latent': '潜变量',
  'term.latent.text': '模型为一张图像保留的几个数：它在地图上的位置。看起来相似的图像，数值也相近。',
  'term.prior': '先验',
  'term.prior.text': '在看到图像之前，模型预期潜变量所在之处：地图中央的一团圆形云。圆圈是它的 1、2、3σ。',
  'term.posterior': '后验',
  'term.posterior.text':
    '看到图像之后，它的潜变量可能在哪里：不是一个点，而是一小团云，因为模型并不完全确定。',
  'term.likelihood': '似然',
  'term.likelihood.text':
    '潜变量对图像解释得有多好：在解码器画出的结果下，这些像素的概率有多大。曲线上称为“重建”。',
  'term.kl': 'KL 散度',
  'term.kl.text': '图像对其潜变量说明了多少：后验与先验之间的距离，单位为奈特。接近 0 表示潜变量没有被使用。',
  'term.elbo': '证据下界（ELBO）',
  'term.elbo.text': '训练所提高的量：重建减去 KL。它从不超过 log p(x)，即图像在模型下的对数概率。',

  'tour.title': '五分钟导览',
  'tour.take': '参加五分钟导览',
  'tour.place': '第 {step} 步，共 {steps} 步',
  'tour.next': '下一步',
  'tour.back': '上一步',
  'tour.skip': '跳过导览',
  'tour.finish': '完成',
  'tour.done': '已完成',
  'tour.words': '术语：',
  'tour.sample': '导入图像',
  'tour.sample.text': '点击“试用示例”：5,000 张服装小图会成为一个项目。',
  'tour.learn': '学习地图',
  'tour.learn.text': '点击“学习地图”：模型用大约一分钟学会把每张图像记成两个数，再画回来。',
  'tour.click': '点击任意位置',
  'tour.click.text': '在地图上点击或拖动：模型会画出它在那里想象的图像。',
  'tour.interpolate': '从一处到另一处',
  'tour.interpolate.text':
    '按住 Shift 点击地图上的两处：一排图像从一处过渡到另一处。用键盘：方向键，然后 Enter。',
  'tour.manifold': '整个曲面',
  'tour.manifold.text': '点击“流形”（M）：整张地图各处解码的图像铺在点的下面。',
  'tour.conditional': '知道标签的模型',
  'tour.conditional.text': '点击训练 VAE 与 CVAE 的按钮：后者知道每张图像的标签，因此可以向它要某个标签。',
  'tour.generate': '生成新图像',
  'tour.generate.text': '在上方选择 CVAE 的运行，在这里选择标签：表上的每张图像都是新的，并属于该标签。',
  'tour.restore': '修复图像',
  'tour.restore.text': '选择一张图像，涂掉一部分，然后点击“修复”：模型会补上它看不到的部分。'
}
