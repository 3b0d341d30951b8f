// Every id used has a sentence in both languages, every sentence is used, and no id escapes the extractor.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, sources } from './sources.mjs'

const USES = [/i18n\._\(\s*'([^']+)'/g, /<Trans\b[^>]*?\bid="([^"]+)"/g]
const BARE = /(?<![.\w$])_\(/
const IS_STAFF = /^src\/(staff|features\/(admin|agenda|desk|figures|notifications|patients|queue|security))\//
const problems = []

function catalog(name, language) {
  const entries = readFileSync(join(root, `src/i18n/${name}/${language}.po`), 'utf8').split(/\n\n+/)
  const read = (entry, key) =>
    [...(entry.match(new RegExp(`^${key} ((?:".*"\n?)+)`, 'm'))?.[1] ?? '').matchAll(/"(.*)"/g)]
      .map((line) => line[1])
      .join('')
  const pairs = entries
    .filter((entry) => !/^#~/m.test(entry))
    .map((entry) => [read(entry, 'msgid'), read(entry, 'msgstr')])
  return new Map(pairs.filter(([id]) => id !== ''))
}

function idsUsed(paths) {
  const ids = new Set()
  for (const path of paths) {
    const text = readFileSync(join(root, path), 'utf8')
    if (BARE.test(text)) problems.push(`${path}: bare _() is invisible to the extractor; write i18n._()`)
    for (const use of USES) for (const match of text.matchAll(use)) ids.add(match[1])
  }
  return ids
}

function check(name, paths) {
  const used = idsUsed(paths)
  for (const language of ['es', 'en']) {
    const known = catalog(name, language)
    for (const id of used) if (!known.get(id)) problems.push(`${name}/${language}.po: no sentence for ${id}`)
    for (const id of known.keys())
      if (!used.has(id)) problems.push(`${name}/${language}.po: ${id} is not used`)
  }
}

const all = sources()
check(
  'patient',
  all.filter((path) => !IS_STAFF.test(path)),
)
check(
  'staff',
  all.filter((path) => IS_STAFF.test(path)),
)
if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exit(1)
}
