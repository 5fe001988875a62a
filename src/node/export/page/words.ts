/** What an exported page says, in English and Chinese, as the reader's system is. */
const words = {
  en: {
    points: 'Points',
    manifold: 'Manifold',
    even: 'Even shares of the prior',
    fit: 'Fit',
    decoded: 'Decoded',
    label: 'Label',
    every: 'The same style under every label',
    plane: 'Plane',
    principal: 'Principal plane, SHARE of the variance',
    axes: 'Two latents',
    across: 'Across',
    up: 'Up',
    latents: 'Latents',
    middle: 'Back to the middle',
    labels: 'Labels',
    unlabelled: 'Unlabelled',
    all: 'Show all',
    keys: 'Keys',
    walk: 'Click or drag: decode. Double click: the nearest image as the model has it.',
    arrows: 'Arrows: move the point; with Shift in finer steps.',
    zoom: 'Wheel, + and −: zoom. Shift or right drag: pan. 0: fit. Home: the middle.',
    toggles: 'P: points. M: manifold. E: even shares.',
    switching: '[ and ]: the label before and after.',
    only: 'Legend: click hides a label; with Shift, all others.',
    map: 'Latent map. Click to decode; arrow keys move the point.',
    image: 'Decoded image',
    about: 'COUNT images',
    epoch: 'epoch'
  },
  zh: {
    points: '点',
    manifold: '流形',
    even: '按先验等份',
    fit: '适应窗口',
    decoded: '解码',
    label: '标签',
    every: '同一风格在每个标签下',
    plane: '平面',
    principal: '主平面，占方差的 SHARE',
    axes: '两个潜变量',
    across: '横轴',
    up: '纵轴',
    latents: '潜变量',
    middle: '回到中心',
    labels: '标签',
    unlabelled: '无标签',
    all: '全部显示',
    keys: '按键',
    walk: '单击或拖动：解码。双击：模型眼中最近的图像。',
    arrows: '方向键：移动点；按住 Shift 步子更细。',
    zoom: '滚轮、+ 和 −：缩放。Shift 或右键拖动：平移。0：适应窗口。Home：中心。',
    toggles: 'P：点。M：流形。E：按先验等份。',
    switching: '[ 和 ]：上一个和下一个标签。',
    only: '图例：单击隐藏一个标签；按住 Shift 则隐藏其他所有标签。',
    map: '潜空间地图。单击解码；方向键移动点。',
    image: '解码图像',
    about: 'COUNT 张图像',
    epoch: '训练轮次'
  }
}

export const wordsScript = `
const words = (${JSON.stringify(words)})[navigator.language.startsWith('zh') ? 'zh' : 'en']
document.documentElement.lang = navigator.language.startsWith('zh') ? 'zh' : 'en'
for (const element of document.querySelectorAll('[data-word]')) element.textContent = words[element.dataset.word]
for (const element of document.querySelectorAll('[data-name]')) element.setAttribute('aria-label', words[element.dataset.name])
`
