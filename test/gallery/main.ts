import '@fontsource/inter/400.css'
import '@fontsource/inter/600.css'
import { mount } from 'svelte'
import '../../src/renderer/styles/tokens.css'
import '../../src/renderer/styles/base.css'
import { settings } from '../../src/renderer/states/settings.svelte.ts'
import { areas } from './areas.ts'
import Gallery from './Gallery.svelte'

// The same letters on every machine.
document.documentElement.style.setProperty('--font', 'Inter, sans-serif')
await settings.load()
const wanted = new URLSearchParams(location.search).get('area')
const area = areas.find(({ name }) => name === wanted) ?? areas[0]
// All of them first: what is laid out before its letters are there keeps its width.
await Promise.all([...document.fonts].map((face) => face.load()))
await area.prepare?.()
const { default: Cases } = await area.cases()
mount(Gallery, { target: document.getElementById('app')!, props: { area, Cases } })
document.body.dataset.ready = area.name
