// The television's script is one plain file in the words of 2015: what a browser of 2018 cannot read would leave it black.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { root } from './sources.mjs'

const dist = process.env.DIST ?? join(root, 'dist')
const page = readFileSync(join(dist, 'pantalla.html'), 'utf8')
const [, script] = page.match(/<script defer src="([^"]+)"><\/script>/) ?? []
const problems = []

const LATER = new Map([
  [ts.SyntaxKind.QuestionDotToken, 'optional chaining (2020)'],
  [ts.SyntaxKind.QuestionQuestionToken, 'nullish coalescing (2020)'],
  [ts.SyntaxKind.AsteriskAsteriskToken, '** (2016)'],
  [ts.SyntaxKind.AsyncKeyword, 'async (2017)'],
  [ts.SyntaxKind.SpreadAssignment, 'object spread (2018)'],
  [ts.SyntaxKind.PropertyDeclaration, 'class fields (2022)'],
  [ts.SyntaxKind.ImportDeclaration, 'modules'],
  [ts.SyntaxKind.BigIntLiteral, 'BigInt (2020)'],
])

function look(node) {
  if (LATER.has(node.kind)) problems.push(LATER.get(node.kind))
  if (ts.isCatchClause(node) && !node.variableDeclaration) problems.push('catch without a name (2019)')
  if (ts.isObjectBindingPattern(node) && node.elements.some(({ dotDotDotToken }) => dotDotDotToken))
    problems.push('object rest (2018)')
  for (const child of node.getChildren()) look(child)
}

if (!script) problems.push('pantalla.html has no plain script')
else {
  const text = readFileSync(join(dist, script), 'utf8')
  look(ts.createSourceFile('screen.js', text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS))
}
if (problems.length > 0) {
  console.error(`The waiting room's screen is not for old browsers: ${[...new Set(problems)].join(', ')}`)
  process.exit(1)
}
