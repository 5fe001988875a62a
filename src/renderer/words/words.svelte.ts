import type { ChoiceWords, InLanguages } from '../../shared/catalogue.ts'
import type { ErrorEnvelope } from '../../shared/errors.ts'
import { fill } from '../../shared/fill.ts'
import type { Values } from '../../shared/fill.ts'
import type { Said } from '../../shared/problems.ts'
import type { EngineName } from '../../shared/schemas.ts'
import { formatCount, formatNumber, splitDuration } from '../formats.ts'
import { en } from './en.ts'
import { translated } from './problems.ts'
import { zh } from './zh.ts'
import { problems as zhProblems } from './zh/problems.ts'

export type Words = Record<keyof typeof en, string>
export type Key = keyof typeof en
export type Language = 'en' | 'zh-CN'

const catalogues: Record<Language, Words> = { en, 'zh-CN': zh }

class LanguageState {
  current = $state<Language>('en')
}

export const language = new LanguageState()

/** A sentence of the screen, in the person's language. */
export function t<K extends Key>(key: K, ...values: Values<(typeof en)[K]>): string {
  return fill(catalogues[language.current][key], values[0])
}

/** The words of something that can be chosen for a run, in the person's language. */
export const wordsOf = ({ words }: { words: InLanguages<ChoiceWords> }): ChoiceWords =>
  words[language.current]

type PluralStem = { [K in Key]: K extends `${infer Stem}.one` ? Stem : never }[Key]

/** A problem in the person's language, where the catalogue knows it; else as it was told. */
export function problemText({ message, said }: { message: string; said?: Said }): string {
  return language.current === 'en' ? message : translated(zhProblems, message, said)
}

/** The same problem, told in the person's language. */
export function told(problem: ErrorEnvelope): ErrorEnvelope {
  return { ...problem, message: problemText(problem) }
}

/** A sentence with a count: `stem.one` or `stem.other`, where `{count}` is the count. */
export function plural(stem: PluralStem, count: number): string {
  const form = new Intl.PluralRules(language.current).select(count) === 'one' ? 'one' : 'other'
  return fill(catalogues[language.current][`${stem}.${form}` as Key], { count: formatCount(count) })
}

/** Seconds in words, rounded so that it does not pretend: 1 min 10 s. */
export function duration(total: number): string {
  const { hours, minutes, seconds } = splitDuration(total)
  const parts = []
  if (hours > 0) parts.push(t('time.hours', { n: hours }))
  if (minutes > 0) parts.push(t('time.minutes', { n: minutes }))
  if (hours === 0 && (seconds > 0 || minutes === 0)) parts.push(t('time.seconds', { n: seconds }))
  return parts.join(' ')
}

/** A sentence made by a worker (phases of long jobs), translated where the catalogue knows it. */
export function phase(text: string): string {
  const key = `phase.${text.toLowerCase()}`
  return key in en ? catalogues[language.current][key as Key] : text.charAt(0).toUpperCase() + text.slice(1)
}

const engineNames: Record<EngineName, string> = {
  tensorflow: 'TensorFlow',
  webgpu: 'WebGPU',
  wasm: 'WebAssembly'
}

/** An engine by its own name, the same in every language. */
export function engineName(name: EngineName): string {
  return engineNames[name]
}

/** 274 MB. */
export function bytesText(bytes: number): string {
  const megabytes = bytes / 1e6
  return megabytes >= 10 ? `${formatCount(megabytes)} MB` : `${formatNumber(megabytes, 1)} MB`
}

/** When something was, in words: today, yesterday, 3 weeks ago. */
export function ago(time: string): string {
  const days = (Date.parse(time) - Date.now()) / 86_400_000
  const format = new Intl.RelativeTimeFormat(language.current, { numeric: 'auto' })
  if (days > -1) {
    const hours = Math.round(days * 24)
    return hours > -1 ? t('time.now') : format.format(hours, 'hour')
  }
  if (days > -14) return format.format(Math.round(days), 'day')
  if (days > -60) return format.format(Math.round(days / 7), 'week')
  return format.format(Math.round(days / 30), 'month')
}
