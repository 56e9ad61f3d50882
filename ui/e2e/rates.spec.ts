import { expect, test } from '@playwright/test'
import { clean, staff } from './staff'

test.use({ viewport: { width: 1440, height: 900 } })
test.describe.configure({ mode: 'serial' })

test('a supervisor reads the assessment, opens the cases behind a figure, and publishes', async ({ page }) => {
  await staff(page, 'supervisor')
  await page.goto('/desk/rates?period=year&imported=true')
  await expect(page.getByRole('heading', { name: '考核', exact: true })).toBeVisible()
  await expect(page.getByRole('heading', { name: '各单位' })).toBeVisible()
  await expect(page.getByText('回访中诉求人表示承办单位已联系 ÷ 有效回访').first()).toBeVisible()
  await clean(page, 'rates')
  await page.getByRole('button', { name: /^合计 按时办结率/ }).click()
  const behind = page.getByRole('dialog')
  await behind.getByText('全部计入').click()
  await expect(behind.getByRole('link').first()).toBeVisible()
  await expect(page).toHaveURL(/figure=in_time/)
  await expect(page).toHaveURL(/part=denominator/)
  await clean(page, 'cases behind a figure')
  await page.keyboard.press('Escape')
  await expect(behind).toBeHidden()

  await page.getByRole('button', { name: '导出' }).click()
  await page.getByRole('menuitem', { name: 'CSV' }).click()
  const link = page.getByRole('link', { name: /下载 \d+ 行/ })
  await expect(link).toBeVisible({ timeout: 30_000 })
  const [file] = await Promise.all([page.waitForEvent('download'), link.click()])
  expect(file.suggestedFilename()).toMatch(/^rates-.*\.csv$/)

  await page.getByText('县区', { exact: true }).click()
  await expect(page).toHaveURL(/group=district/)
  await page.getByRole('button', { name: '发布本期' }).click()
  const title = `考核 ${Date.now()}`
  await page.getByRole('dialog').getByLabel('标题').fill(title)
  await page.getByRole('dialog').getByRole('button', { name: /发\s*布/ }).click()
  await expect(page.getByRole('button', { name: title })).toBeVisible()
  await expect(page.getByText(/发布后没有变化/)).toBeVisible()
})

test('a head of a department sees his own unit and cannot publish', async ({ page }) => {
  await staff(page, 'lead')
  await page.goto('/desk/rates?period=year&imported=true')
  await expect(page.getByRole('heading', { name: '考核', exact: true })).toBeVisible()
  const table = page.locator('table.rates tbody tr')
  // His own unit, and what lies below it.
  await expect(table.first()).toContainText('城东区住建局')
  await expect(table.filter({ hasNotText: /城东区住建局|东区养护所/ })).toHaveCount(0)
  await expect(page.getByRole('button', { name: '发布本期' })).toHaveCount(0)
})

test('the assessment in the dark', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('minhu.tone', 'dark'))
  await page.emulateMedia({ colorScheme: 'dark' })
  await staff(page, 'analyst')
  await page.goto('/desk/rates?period=year&imported=true')
  await expect(page.getByRole('heading', { name: '各单位' })).toBeVisible()
  await clean(page, 'rates, dark')
})
