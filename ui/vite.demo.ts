import { defineConfig } from 'vite'
import { front } from './vite.front'

export default defineConfig(front('demo', { base: '/demo/', jsx: 'preact', port: 5175 }))
