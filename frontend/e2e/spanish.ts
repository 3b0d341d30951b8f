import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const CATALOGS = ['patient', 'visits'].map((name) => join(import.meta.dirname, '../src/i18n', name))
const ENTRY = /^msgid "(.+)"\nmsgstr "(.*)"$/gm
const PLACEHOLDER = /\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g

function sentences(file: string): Map<string, string> {
  return new Map(
    [...readFileSync(file, 'utf8').matchAll(ENTRY)].map(([, id, text]) => [id ?? '', text ?? '']),
  )
}

/** What the site says in Spanish and otherwise in English, each as a pattern of a whole text. */
function spanishOnly(): RegExp[] {
  return CATALOGS.flatMap((folder) => {
    const english = sentences(join(folder, 'en.po'))
    return [...sentences(join(folder, 'es.po'))]
      .filter(([id, text]) => text !== english.get(id))
      .map(([, text]) => text.split(PLACEHOLDER).map(escaped))
      .filter((parts) => parts.join('').length > 2)
      .map((parts) => new RegExp(`^${parts.join('.+')}$`, 's'))
  })
}

const escaped = (text: string) => text.replaceAll('\\"', '"').replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Every text that is shown, and every name that is only spoken. */
function textsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const found: string[] = [document.title]
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement
      // The switch names the other language in that language
      if (parent?.closest('script, style, noscript, [lang="es"]')) continue
      found.push(walker.currentNode.textContent?.trim() ?? '')
    }
    for (const element of document.querySelectorAll('[aria-label], [placeholder], [title]'))
      for (const name of ['aria-label', 'placeholder', 'title'])
        found.push(element.getAttribute(name)?.trim() ?? '')
    return found.filter((text) => text.length > 2)
  })
}

let patterns: RegExp[] | undefined

/** On an English screen no sentence of the Spanish catalog stands; the clinic's own names may. */
export async function expectNoSpanish(page: Page): Promise<void> {
  patterns ??= spanishOnly()
  expect(patterns.length).toBeGreaterThan(200)
  const spanish = (await textsOf(page)).filter((text) => patterns?.some((pattern) => pattern.test(text)))
  expect(spanish).toEqual([])
}
