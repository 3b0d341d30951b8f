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

async function openVisit(): Promise<void> {
  if (session()) return
  const { data } = await openGuestSession({ body: {}, throwOnError: true })
  openSession(data)
}
