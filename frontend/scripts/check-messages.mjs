// Every id used has a sentence in both languages, every sentence is used, and no id escapes the extractor.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CATALOGS } from './catalogs.mjs'
import { root, sources } from './sources.mjs'

const USES = [/i18n\._\(\s*'([^']+)'/g, /<Trans\b[^>]*?\bid="([^"]+)"/g]
const BARE = /(?<![.\w$])_\(/
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
for (const [name, folders] of Object.entries(CATALOGS)) {
  const mine = (path) => folders.some((folder) => path.startsWith(`src/${folder}/`))
  check(name, all.filter(mine))
}
const listed = Object.values(CATALOGS).flat()
const lost = all.filter((path) => !listed.some((folder) => path.startsWith(`src/${folder}/`)))
if (idsUsed(lost).size > 0) problems.push(`sentences outside every catalog: see scripts/catalogs.mjs`)
if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exit(1)
}
