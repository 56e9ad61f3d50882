import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** Bytes, gzipped, of what the citizen's page loads before it can be used. */
export const limits = { js: 30 * 1024, css: 8 * 1024 }

/** Sums the scripts and styles that index.html names (with what it preloads) and compares them with the limits. */
export async function overBudget(folder) {
  const html = await readFile(join(folder, 'index.html'), 'utf8')
  const sum = { js: 0, css: 0 }
  for (const [, file, kind] of html.matchAll(/(?:src|href)="\.\/([^"]+\.(js|css))"/g)) {
    sum[kind] += gzipSync(await readFile(join(folder, file)), { level: 9 }).length
  }
  const kb = (n) => (n / 1024).toFixed(1)
  const report = `citizen first view: ${kb(sum.js)} KB JS (limit ${kb(limits.js)}), ${kb(sum.css)} KB CSS (limit ${kb(limits.css)}), gzipped`
  return { report, over: sum.js > limits.js || sum.css > limits.css || sum.js === 0 }
}
