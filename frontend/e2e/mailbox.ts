import { expect } from 'vitest'
import { baseUrl } from './browser'

const ENTRY = /<li><a href="([^"]+)"><strong>([^<]*)<\/strong><span>([^<]*)<\/span>/g
const ARRIVAL_LIMIT = 20_000

async function read(path: string): Promise<string> {
  const response = await fetch(new URL(path, baseUrl()))
  return response.text()
}

/** The newest message to somebody whose subject matches, as the demo's mailbox shows it. */
export async function mailTo(recipient: string, subject: RegExp): Promise<string> {
  let found: string | undefined
  await expect
    .poll(
      async () => {
        const entries = [...(await read('/mailbox')).matchAll(ENTRY)]
        found = entries.find(([, , about, to]) => to === recipient && subject.test(about ?? ''))?.[1]
        return found
      },
      { timeout: ARRIVAL_LIMIT, interval: 300 },
    )
    .toBeDefined()
  return read(found ?? '')
}

/** The six figures of the newest code that somebody was sent. */
export async function codeTo(recipient: string, subject = /código|code|confirme|confirm/i): Promise<string> {
  const code = (await mailTo(recipient, subject)).match(/\b\d{6}\b/)?.[0]
  if (!code) throw new Error(`No code for ${recipient}`)
  return code
}

/** The address behind a message's button. */
export function linkOf(mail: string, action: 'confirm' | 'cancel' | 'reschedule'): string {
  const link = mail.match(new RegExp(`/l/[0-9a-zA-Z_-]+\\?accion=${action}`))?.[0]
  if (!link) throw new Error(`The message has no link to ${action}`)
  return link
}
