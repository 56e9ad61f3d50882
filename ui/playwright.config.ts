import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'

const browser = process.env.MINHU_TEST_BROWSER ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)

/** Browser tests run against a running installation with the demonstration city: MINHU_TEST_URL (make test sets it). */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: 2,
  fullyParallel: true,
  reporter: [['list']],
  // What changes the rules of the whole city waits until nobody else works in it. One such file by hand: --no-deps --project alone.
  projects: [
    { name: 'town', testIgnore: /\.alone\.spec\.ts$/ },
    { name: 'alone', testMatch: /\.alone\.spec\.ts$/, dependencies: ['town'] },
  ],
  use: {
    baseURL: process.env.MINHU_TEST_URL ?? process.env.MINHU_E2E_URL ?? 'http://127.0.0.1:8080',
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 390, height: 844 },
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: browser,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
})
