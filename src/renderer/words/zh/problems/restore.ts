import type { restoreProblems as english } from '../../../../shared/problems/restore.ts'

/** 修复图像。 */
export const restoreProblems: Record<keyof typeof english, string> = {
  'restore-completes':
    '该模型已经给定每幅图像的一部分并预测其余部分。要修复任意图像，请训练 VAE 或以标签为条件的 CVAE。',
  'restore-shape': '项目图像的尺寸与该运行学习的不同。请用现在的图像训练该运行的副本。',
  'restore-size': '该运行学习的是另一尺寸的图像。请用现在的图像训练它的副本。',
  'observed-shape':
    '观测到的图像有 {ownWidth}×{ownHeight} 像素、{ownChannels} 个通道；按该模型的图像，应为 {width}×{height}、{channels} 个通道。',
  'mask-pixels': '遮罩有 {pixels} 个像素，图像有 {own} 个。',
  'mask-empty': '遮罩没有标出要填补的像素。请先画一个空洞。',
  'mask-model': '该模型不描述单个像素，因此无法填补空洞。',
  'mask-size': '遮罩有 {width}×{height} 像素。它必须与图像同为 {ownWidth}×{ownHeight}。没有写入任何内容。',
  'mask-sizes':
    '遮罩有 {width}×{height} 像素。它必须与图像同为 {ownWidth}×{ownHeight}，或与运行同为 {size}×{size}。没有写入任何内容。'
}
