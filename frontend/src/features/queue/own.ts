import type { Entry } from './model'

/** What this screen is changing itself: nobody has to be told of it. */
type About = (entry: Entry) => boolean

const AFTERWARDS = 3000
const acts = new Set<About>()

/** Runs a change; what comes back about those entries, even before its answer, is its own doing. */
export async function asOwn<T>(about: About, run: () => Promise<T>): Promise<T> {
  acts.add(about)
  try {
    return await run()
  } finally {
    setTimeout(() => acts.delete(about), AFTERWARDS)
  }
}

export function isOwn(entry: Entry): boolean {
  return [...acts].some((about) => about(entry))
}
