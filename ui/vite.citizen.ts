import { defineConfig } from 'vite'
import { front } from './vite.front'

// The citizen's page: relative addresses, so that it also runs inside host apps; old phone browsers.
export default defineConfig(front('citizen', { base: './', jsx: 'preact', target: ['chrome79', 'safari13'], port: 5173, publicDir: '../public' }))
