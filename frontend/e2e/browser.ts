import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import axe from 'axe-core'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'
import { expect, inject } from 'vitest'

const OUTPUT = join(import.meta.dirname, 'output')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

export const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } as const
/** A story of the patients that stumbles is wrong: it is not told once more. */
export const ONCE = { retry: 0 } as const
export const DESKTOP = { viewport: { width: 1280, height: 800 } } as const

/** The clinic of this process: no other tells stories there at the same time. */
export function baseUrl(): string {
  const urls = inject('baseUrls')
  const url = urls[Number(process.env.VITEST_POOL_ID ?? 1) % urls.length]
  if (!url) throw new Error('No clinic was started')
  return url
}

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking'],
  })
}

/** A browser of one's own whose every console error fails the test that asks. */
export async function visit(browser: Browser, options: BrowserContextOptions = PHONE): Promise<Visit> {
  const context = await browser.newContext({
    baseURL: baseUrl(),
    timezoneId: 'America/Santo_Domingo',
    ...options,
  })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(error.message))
  return { context, page, errors }
}

export interface Visit {
  context: BrowserContext
  page: Page
  errors: string[]
}

/** Pictures to look at, below `e2e/output`, for who sets `PICTURES`: hundreds of them take minutes. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!process.env.PICTURES) return
  await mkdir(OUTPUT, { recursive: true })
  await page.screenshot({ path: join(OUTPUT, `${name}.png`), fullPage: true })
}

/** WCAG 2.0 to 2.2, A and AA, and good practice. */
export const expectAccessible = (page: Page) => expectKept(page, { runOnly: RULES })

/** The contrast alone: in the dark nothing else differs. */
export const expectReadable = (page: Page) =>
  expectKept(page, { runOnly: { type: 'rule', values: ['color-contrast'] } })

async function expectKept(page: Page, rules: axe.RunOptions): Promise<void> {
  // Colours on their way from one to the other are nobody's choice
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity)
        .map(({ finished }) => finished),
    ),
  )
  await page.evaluate(axe.source)
  const found = await page.evaluate(async (options) => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(options)
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
    )
  }, rules)
  expect(found).toEqual([])
}

export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const wider = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(wider).toBeLessThanOrEqual(0)
}
