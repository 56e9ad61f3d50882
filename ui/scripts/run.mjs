import { spawn } from 'node:child_process'

/** Runs a program of node_modules/.bin and resolves to its exit code; its output is shown when it fails. */
export function run(program, args) {
  return new Promise((resolve) => {
    const child = spawn(`node_modules/.bin/${program}`, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let out = ''
    child.stdout.on('data', (b) => (out += b))
    child.stderr.on('data', (b) => (out += b))
    child.on('close', (code) => {
      if (code !== 0) process.stdout.write(out)
      resolve(code ?? 1)
    })
  })
}
