// SPDX-License-Identifier: GPL-3.0-or-later
// Writes x.br and x.gz beside every text file of the folders given, for the server to choose from.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const texts = new Set(['.js', '.css', '.json', '.svg', '.html'])
const smallest = 1024 // bytes; less does not pay

function compress(file) {
  const plain = readFileSync(file)
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }
  writeFileSync(`${file}.gz`, gzipSync(plain, { level: 9 }))
  writeFileSync(`${file}.br`, brotliCompressSync(plain, options))
}

const isWorthIt = (entry) => entry.isFile() && entry.size >= smallest

for (const folder of process.argv.slice(2)) {
  readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => texts.has(extname(path)) && isWorthIt(statSync(path)))
    .forEach(compress)
}
