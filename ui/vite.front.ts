import { fileURLToPath } from 'node:url'
import type { UserConfig } from 'vite'

interface Options {
  base: string
  jsx: 'preact' | 'react'
  port: number
  target?: string[]
  publicDir?: string
}

/** What the three fronts share: where they lie, where they are built to, and the API behind the development server. */
export function front(name: 'citizen' | 'desk' | 'demo', o: Options): UserConfig {
  return {
    root: fileURLToPath(new URL(name, import.meta.url)),
    base: o.base,
    publicDir: o.publicDir ?? false,
    oxc: { jsx: { runtime: 'automatic', importSource: o.jsx } },
    build: {
      outDir: `../dist/${name}`,
      emptyOutDir: true,
      target: o.target,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 900,
    },
    server: { port: o.port, proxy: { '/api': process.env.MINHU_URL ?? 'http://127.0.0.1:8080' } },
  }
}
