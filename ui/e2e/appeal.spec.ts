import { expect, test, type Page } from '@playwright/test'
import { Office, type Matter } from './casework'

test.use({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', actionTimeout: 15_000 } as object)
test.describe.configure({ timeout: 240_000 })

const unit = '城东区住建局'

async function edition(page: Page, title: string): Promise<void> {
  await page.goto('/desk/rates?period=year&imported=true')
  await page.getByRole('button', { name: title, exact: true }).click()
  await expect(page.getByRole('heading', { level: 3, name: title })).toBeVisible()
}

async function dissatisfied(office: Office, what: string): Promise<Matter> {
  const m = await office.raised(what)
  await office.behind.handle(m.id)
  await office.behind.answer(m.id, '路面已修补。')
  await office.behind.act('surveyor', m.id, 'survey', { contacted: 'yes', solved: 'yes', satisfied: '1' })
  return m
}

test('a score appealed after publication: the edition keeps its figure and names the correction', async ({ browser, baseURL }) => {
  const office = new Office(browser, baseURL)
  const m = await dissatisfied(office, '考核申诉')
  const page = await office.open('supervisor', m, 'cases')
  await page.goto('/desk/rates?period=year&imported=true')
  await page.getByRole('button', { name: '发布本期' }).click()
  const title = `申诉前 ${m.id.slice(0, 8)}`
  await page.getByRole('dialog').getByLabel('标题').fill(title)
  await page.getByRole('dialog').getByRole('button', { name: /发\s*布/ }).click()
  await expect(page.getByRole('heading', { level: 3, name: title })).toBeVisible()
  const frozen = page.locator('.flag').filter({ hasText: /^满意率（最终）/ })
  const figure = await frozen.textContent()

  await office.refused('supervisor', m, 'appeal', '申诉考核结果', { appeal_on: 'satisfied', reason: 'x' })
  await office.refused('clerk2', m, 'appeal', '申诉考核结果', { appeal_on: 'satisfied', reason: 'x' })
  await office.take('clerk', m, '申诉考核结果', { 申诉项目: '满意', 理由: '诉求人对政策不满，办理规范' })
  await office.refused('clerk', m, 'appeal_uphold', '申诉成立')
  await office.take('supervisor', m, '申诉成立')

  await edition(page, title)
  await expect(frozen).toHaveText(figure!)
  const line = page.getByRole('list', { name: '发布后的变化' }).getByRole('listitem').filter({ hasText: unit }).filter({ hasText: '满意率（最终）' })
  await expect(line).toContainText(/→ 今/)
  await line.getByRole('button', { name: /申诉成立 \d+/ }).click()
  await expect(page.getByRole('dialog').getByText(m.title)).toBeVisible()
  await office.close()
})

test('an appeal that is rejected changes nothing, and there is no second one', async ({ browser, baseURL }) => {
  const office = new Office(browser, baseURL)
  const m = await dissatisfied(office, '申诉驳回')
  await office.take('clerk', m, '申诉考核结果', { 申诉项目: '全部', 理由: '请复核' })
  await office.refused('reviewer', m, 'appeal_reject', '申诉不成立', { reason: 'x' })
  await office.take('supervisor', m, '申诉不成立', { 理由: '记录不全' })
  const page = await office.open('clerk', m)
  await page.getByRole('button', { name: '申请 ▾' }).click()
  await expect(page.getByRole('menuitem', { name: /申诉考核结果/ })).toContainText('本件已申诉过一次')
  await office.close()
})
