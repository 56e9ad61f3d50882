import { defineConfig } from 'vite'
import { front } from './vite.front'

export default defineConfig(front('desk', { base: '/desk/', jsx: 'react', port: 5174 }))
