import { expect, test } from '@playwright/test'
import { clean, staff } from './staff'

test.use({ viewport: { width: 1440, height: 900 } })
test.describe.configure({ mode: 'serial' })

test('an administrator finds a hole, rehearses and publishes rules', async ({ page }) => {
  await staff(page, 'admin')
  await page.goto('/desk/rules')
  await expect(page.getByRole('heading', { name: '时限核对' })).toBeVisible()
  const table = page.locator('table.limits')
  await expect(table).toBeVisible()
  await clean(page, 'rules')
  const rows = table.locator('tbody tr')
  const count = await rows.count()
  // The general reply limit goes: kinds other than consultation have none.
  for (let i = 0; i < count; i++) {
    const row = rows.nth(i)
    const value = (n: number) => row.locator('td').nth(n).locator('select,input').inputValue()
    if ((await value(0)) === 'reply' && (await value(1)) === '' && (await value(3)) === '') {
      await row.getByRole('button', { name: '删除' }).click()
      break
    }
  }
  await expect(rows).toHaveCount(count - 1)
  await page.getByRole('button', { name: /检\s*查/ }).click()
  await expect(page.getByRole('alert').filter({ hasText: '不能发布' })).toContainText('没有覆盖 help（normal）')
  await page.getByRole('button', { name: /还\s*原/ }).click()
  await expect(rows).toHaveCount(count)

  await page.getByRole('button', { name: '开始演练' }).click()
  await expect(page.getByText(/件中，当时超期/)).toBeVisible({ timeout: 30_000 })

  await page.getByLabel('回访次数').fill('4')
  await page.getByRole('button', { name: '发布新版' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(/理由/).fill('回访次数改为四次')
  await dialog.getByRole('button', { name: '发布新版' }).click()
  await expect(page.getByText(/已发布 default@\d+，立即生效/)).toBeVisible()
  await expect(page.getByText('回访次数改为四次').first()).toBeVisible()
})

test('a notice is read, previewed and published; the recount runs to its end', async ({ page }) => {
  await staff(page, 'admin')
  await page.goto('/desk/calendar?year=2027')
  await clean(page, 'calendar')
  const box = page.locator('#notice')
  await box.fill('二、春节：2月5日至11日放假调休，共7天。2月11日（周四）上班。')
  await page.getByRole('button', { name: /读入 2027/ }).click()
  await expect(page.getByRole('alert').filter({ hasText: '不能发布' })).toBeVisible()
  await box.fill('一、元旦：1月1日（周五）至3日（周日）放假，共3天。\n二、春节：2月5日至11日放假调休，共7天。2月13日（周六）上班。')
  await page.getByRole('button', { name: /读入 2027/ }).click()
  await expect(page.getByText('读到放假 2 段、调休上班 1 天')).toBeVisible()
  await page.getByRole('button', { name: '预览影响' }).click()
  await expect(page.getByRole('status').filter({ hasText: '在办件' })).toBeVisible()
  await page.getByRole('button', { name: '发布新版' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(/理由/).fill('按年度通知发布')
  await dialog.getByRole('button', { name: '发布新版' }).click()
  await expect(page.getByText(/已重算 \d+ 件/)).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText('按年度通知发布').first()).toBeVisible()
})

test('a supervisor reads and changes nothing', async ({ page }) => {
  await staff(page, 'supervisor')
  await page.goto('/desk/rules')
  await expect(page.locator('table.limits')).toBeVisible()
  await expect(page.getByRole('button', { name: '发布新版' })).toHaveCount(0)
  await expect(page.getByRole('heading', { name: '规则演练' })).toHaveCount(0)
  await page.goto('/desk/calendar')
  await expect(page.locator('.year')).toBeVisible()
  await expect(page.locator('#notice')).toHaveCount(0)
})
