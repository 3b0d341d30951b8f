// Every sentence that people read comes from the catalogs: no literal text in JSX.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { root, sources } from './sources.mjs'

const READ_ALOUD = new Set(['alt', 'aria-description', 'aria-label', 'label', 'placeholder', 'title'])
const WORD = /\p{L}{2,}/u

function literalsIn(path) {
  const text = readFileSync(join(root, path), 'utf8')
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
  const found = []
  const visit = (node) => {
    if (isLiteral(node)) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart())
      found.push(`${path}:${line + 1}: ${node.getText().trim()}`)
    }
    node.forEachChild(visit)
  }
  visit(file)
  return found
}

function isLiteral(node) {
  if (ts.isJsxText(node)) return WORD.test(node.text)
  if (ts.isJsxAttribute(node) && READ_ALOUD.has(node.name.getText())) {
    return (
      node.initializer !== undefined &&
      ts.isStringLiteral(node.initializer) &&
      WORD.test(node.initializer.text)
    )
  }
  const child = ts.isStringLiteral(node) && ts.isJsxExpression(node.parent)
  return child && !ts.isJsxAttribute(node.parent.parent) && WORD.test(node.text)
}

const found = sources()
  .filter((path) => path.endsWith('.tsx'))
  .flatMap(literalsIn)
if (found.length > 0) {
  console.error(`Literal text in JSX; put it in src/i18n:\n${found.join('\n')}`)
  process.exit(1)
}
