import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'

export const root = join(import.meta.dirname, '..')
const GENERATED = /^src\/(api\/client|i18n\/\w+)\//

/** Hand-written TypeScript below `src`, tests left out, as paths relative to the front end's folder. */
export function sources() {
  return readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path))
    .filter((path) => !GENERATED.test(path) && !path.startsWith('src/testing/'))
}
