/** Text that does not fit where it stands. */
import type { Page } from 'playwright-core'

/**
 * Looks at every text of the cases and open dialogs of a page: what its box or button hides, or what reaches out of
 * its button. What ends in “…” does so on purpose, and what can be scrolled to is not hidden.
 * @returns the case and the text of each
 */
export function cutTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const slack = 1.5
    const found = new Set<string>()
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const holds = (outer: DOMRect, inner: DOMRect) =>
      inner.left >= outer.left - slack &&
      inner.right <= outer.right + slack &&
      inner.top >= outer.top - slack &&
      inner.bottom <= outer.bottom + slack

    /** Whether something on the way up hides a part of it. */
    function isCut(element: HTMLElement, box: DOMRect): boolean {
      for (let one: HTMLElement | null = element; one && one !== document.body; one = one.parentElement) {
        const style = getComputedStyle(one)
        if (style.display === 'inline') continue
        if (style.textOverflow === 'ellipsis' || style.clipPath !== 'none') return false
        if (/auto|scroll/.test(style.overflowX + style.overflowY)) return false
        const hides = /hidden|clip/.test(style.overflowX + style.overflowY)
        if ((hides || one.matches('button, select')) && !holds(one.getBoundingClientRect(), box)) return true
      }
      return false
    }

    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const element = text.parentElement
      const place = element?.closest<HTMLElement>('[data-case], dialog[open]')
      if (!element || !place || !text.textContent?.trim() || !element.checkVisibility()) continue
      if (element.closest('option, svg, [popover]:not(:popover-open)')) continue
      const range = document.createRange()
      range.selectNodeContents(text)
      for (const box of range.getClientRects())
        if (box.width > 1 && isCut(element, box))
          found.add(`${place.dataset.case ?? 'dialog'}: ${text.textContent.trim()}`)
    }
    return [...found]
  })
}
