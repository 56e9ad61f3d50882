// Checks the types of all fronts; one compiler configuration each, because Preact and React differ.
import { run } from './run.mjs'

const codes = await Promise.all(['shared', 'citizen', 'desk'].map((p) => run('tsc', ['-p', p])))
process.exit(codes.some((c) => c !== 0) ? 1 : 0)
