// The committed client is the one that openapi.json generates.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './sources.mjs'

const fresh = mkdtempSync(join(tmpdir(), 'client-'))
const committed = join(root, 'src/api/client')
const files = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length))
    .sort()

try {
  execFileSync(join(root, 'node_modules/.bin/openapi-ts'), ['--output', fresh, '--silent'], { cwd: root })
  const names = new Set([...files(committed), ...files(fresh)])
  const text = (folder, name) => {
    try {
      return readFileSync(join(folder, name), 'utf8')
    } catch {
      return undefined
    }
  }
  const stale = [...names].filter((name) => text(committed, name) !== text(fresh, name))
  if (stale.length > 0) {
    console.error(`The API client is stale (${stale.join(', ')}); run: npm run gen`)
    process.exitCode = 1
  }
} finally {
  rmSync(fresh, { recursive: true, force: true })
}
