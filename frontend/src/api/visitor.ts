import { openGuestSession } from './client'
import { isOfTheSession } from './problem'
import { closeSession, openSession } from './renew'
import { session } from './session'

/** Does something that needs a token, for people without an account too: a guest session is opened as needed. */
export async function asVisitor<T>(act: () => Promise<T>): Promise<T> {
  await openVisit()
  try {
    return await act()
  } catch (error) {
    if (!isOfTheSession(error)) throw error
    closeSession()
    await openVisit()
    return act()
  }
}

let opening: Promise<void> | undefined

/** Who looks at times is about to tap one: the session that this needs can be there by then. */
export async function openVisit(): Promise<void> {
  if (session()) return
  opening ??= open().finally(() => {
    opening = undefined
  })
  await opening
}

async function open(): Promise<void> {
  const { data } = await openGuestSession({ body: {}, throwOnError: true })
  // Somebody may have signed in meanwhile
  if (!session()) openSession(data)
}
