// SPDX-License-Identifier: GPL-3.0-or-later
// Copies from the npm package tryton-sao just what a browser asks for into dist/.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'

const here = import.meta.dirname
const source = join(here, 'node_modules/tryton-sao')
const target = join(here, 'dist')
const glyphs = 'node_modules/bootstrap/fonts/glyphicons-halflings-regular.woff2' // asked for by the CSS

/** npm puts a library beside the package or inside it. */
function locate(path) {
  const found = [join(source, path), join(here, path)].find(existsSync)
  if (!found) throw new Error(`tryton-sao needs ${path}: run "npm ci" in frontend/tryton first`)
  return found
}

function copy(path) {
  mkdirSync(dirname(join(target, path)), { recursive: true })
  cpSync(locate(path), join(target, path), { recursive: true })
}

rmSync(target, { recursive: true, force: true })
const page = readFileSync(join(source, 'index.html'), 'utf8')
const libraries = [...page.matchAll(/"(node_modules\/[^"]+)"/g)].map(([, path]) => path)
const languages = readdirSync(join(source, 'locale')).filter((name) => name.endsWith('.json'))
const paths = ['index.html', 'LICENSE', 'COPYRIGHT', 'dist', 'images', 'sounds', glyphs]
for (const path of [...paths, ...languages.map((name) => `locale/${name}`), ...libraries]) copy(path)
