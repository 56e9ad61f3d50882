import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { leave, sit } from './desk'

test('the duty list is edited, checked, and published', async ({ browser, baseURL }) => {
  const page = await sit(browser, baseURL, 'admin')
  await page.goto('/desk/catalogues?kind=duty')
  await expect(page.getByRole('heading', { name: '目录维护' })).toBeVisible()
  await page.getByRole('button', { name: '加一行' }).click()
  const rows = page.locator('table.cells tbody tr')
  const n = await rows.count()
  const last = rows.nth(n - 1)
  await last.getByRole('textbox').or(last.getByRole('combobox')).first().fill('city-green')
  await page.getByRole('button', { name: '检查' }).click()
  await expect(page.getByRole('alert')).toContainText('处问题，不能发布')
  await last.getByLabel(/起（时）/).fill('22')
  await last.getByLabel(/止（时）/).fill('6')
  await last.getByLabel(/承办单位/).fill('cgj')
  await page.getByRole('button', { name: '检查' }).click()
  await expect(page.getByText('将新增 1 行')).toBeVisible()
  await page.getByRole('button', { name: '发布' }).click()
  await page.getByLabel('理由（记入台账）').fill('夜间由城管值班办理')
  await page.getByRole('dialog').getByRole('button', { name: '发布' }).click()
  await expect(page.getByText(/第 \d+ 版（现行）/)).toBeVisible()
  const seen = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()
  expect(seen.violations).toEqual([])
  await leave(page)
})
