import { defineConfig } from 'vite'
import { front } from './vite.front'

const config = front('desk', { base: '/desk/', jsx: 'react', port: 5174 })
// Libraries mark files with "use client" for servers that render React; there is none here, and the bundler says so each time.
config.build = { ...config.build, rolldownOptions: { onwarn: (w, warn) => (w.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : warn(w)) } }

export default defineConfig(config)
