import { expect, test, type Page } from '@playwright/test'
import { accessible, ask, hotQuestion } from './citizen'

test.describe.configure({ timeout: 120_000 })

const dressed: [string, (page: Page) => Promise<unknown>][] = [
  ['light', async () => undefined],
  ['dark', (page) => page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })],
  ['大字版', (page) => page.addInitScript(() => localStorage.setItem('minhu.settings', JSON.stringify({ text: 'normal', big: true })))],
]

for (const [name, dress] of dressed) {
  test(`citizen pages are accessible: ${name}`, async ({ page, request }) => {
    // Tall enough that the bars at the edges cover nothing.
    await page.setViewportSize({ width: 390, height: 3200 })
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await dress(page)
    const question = await hotQuestion(request)
    await page.goto('/')
    await expect(page.locator('.hot')).toBeVisible()
    await ask(page, question)
    await page.getByRole('button', { name: '没解决' }).click()
    await accessible(page)
    for (const path of ['case', 'board/new', 'track']) {
      await page.goto(`/#/${path}`)
      await expect(page.locator('form.card')).toBeVisible()
      await accessible(page)
    }
  })
}

test('the demonstration page is accessible', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto('/demo/')
  await expect(page.locator('.cast li').first()).toBeVisible()
  await accessible(page)
})
