import { mount } from 'svelte'
import App from './App.svelte'
import { startMeasuring } from './latency.ts'
import './styles/tokens.css'
import './styles/base.css'

startMeasuring()
mount(App, { target: document.getElementById('app')! })
