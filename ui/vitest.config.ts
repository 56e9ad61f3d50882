import { defineConfig } from 'vitest/config'

const unit = (name: string, jsx: 'preact' | 'react', environment = 'jsdom', folder = name) => ({
  oxc: { jsx: { runtime: 'automatic' as const, importSource: jsx } },
  test: { name, environment, include: [`${folder}/**/*.test.{ts,tsx}`] },
})

export default defineConfig({
  test: { projects: [unit('shared', 'preact', 'node'), unit('citizen', 'preact'), unit('demo', 'preact', 'node'), unit('desk', 'react')], passWithNoTests: true },
})
