// Builds all fronts side by side, packs every file for browsers that take brotli or gzip, and keeps the citizen's budget.
import { run } from './run.mjs'
import { pack } from './pack.mjs'
import { overBudget } from './budget.mjs'

const codes = await Promise.all(['citizen', 'demo', 'desk'].map((f) => run('vite', ['build', '--config', `vite.${f}.ts`, '--logLevel', 'warn'])))
if (codes.some((c) => c !== 0)) process.exit(1)
await pack('dist')
const { report, over } = await overBudget('dist/citizen')
console.log(report)
if (over) {
  console.error('the first view of the citizen page is over its budget')
  process.exit(1)
}
