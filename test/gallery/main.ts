import '@fontsource/inter/400.css'
import '@fontsource/inter/600.css'
import { mount } from 'svelte'
import '../../src/renderer/styles/tokens.css'
import '../../src/renderer/styles/base.css'
import { language } from '../../src/renderer/words/words.svelte.ts'
import Gallery from './Gallery.svelte'

const query = new URLSearchParams(location.search)
const theme = query.get('theme') === 'light' ? 'light' : 'dark'
document.documentElement.dataset.theme = theme
// The same letters on every machine.
document.documentElement.style.setProperty('--font', 'Inter, sans-serif')
language.current = query.get('language') === 'zh-CN' ? 'zh-CN' : 'en'
await document.fonts.load('13px Inter')
await document.fonts.load('600 13px Inter')
mount(Gallery, { target: document.getElementById('app')!, props: { theme } })
