import { expect, type Browser, type Locator, type Page } from '@playwright/test'
import { password } from './staff'

/** Signs a demonstration account in, in a browser of its own. */
export async function sit(browser: Browser, baseURL: string | undefined, account: string): Promise<Page> {
  const context = await browser.newContext({ baseURL, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto(`/desk/?user=${account}`)
  await expect(page.getByRole('textbox', { name: '账号' })).toHaveValue(account)
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await expect(page.getByRole('navigation', { name: '主导航' })).toBeVisible()
  return page
}

/** Leaves the desk and everything that was open there. */
export async function leave(page: Page): Promise<void> {
  await page.context().close()
}

/** Picks an entry of a select or tree by typing a part of it. */
export async function pick(page: Page, box: Locator, text: string): Promise<void> {
  await box.click()
  if (await box.isEditable()) await box.fill(text)
  const list = page.locator('.ant-select-dropdown:visible, .ant-tree-select-dropdown:visible')
  await expect(list).toBeVisible()
  await list.getByTitle(text, { exact: true }).last().click()
}

/** The open case on the page. */
export const detail = (page: Page) => page.getByRole('region', { name: '工单详情' })

/** Opens a case of the list by its title. */
export async function openCase(page: Page, title: string): Promise<Locator> {
  await page.getByRole('link', { name: title }).click()
  const d = detail(page)
  await expect(d.getByRole('heading', { level: 1, name: title })).toBeVisible()
  return d
}

/** A counter above a queue: a number that opens its list. */
export const counter = (page: Page, label: string) => page.getByRole('navigation', { name: '计数' }).getByRole('link', { name: label })
