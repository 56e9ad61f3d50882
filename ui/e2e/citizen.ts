import { AxeBuilder } from '@axe-core/playwright'
import { expect, type APIRequestContext, type Page } from '@playwright/test'

/** A question that the knowledge base answers directly: one that many ask. */
export async function hotQuestion(request: APIRequestContext): Promise<string> {
  const r = await request.get('/api/v1/hot-questions')
  const body = (await r.json()) as { items: { questions: { question: string }[] }[] }
  const question = body.items[0]?.questions[0]?.question
  if (!question) throw new Error('the knowledge base is empty')
  return question
}

export const input = (page: Page) => page.locator('.composer textarea')

/** Asks and waits for the answer. */
export async function ask(page: Page, text: string): Promise<void> {
  const answers = page.locator('.line.bot .bubble:not(.typing)')
  const before = await answers.count()
  await input(page).fill(text)
  await input(page).press('Enter')
  await expect(answers).toHaveCount(before + 1)
}

/**
 * Waits for the place in the queue, insisting on it outside service hours; the result is what the bench calls the talk by:
 * the last four characters of its id.
 */
export async function waitForPerson(page: Page): Promise<string> {
  const insist = page.getByRole('button', { name: '仍要排队' })
  const queued = page.getByRole('heading', { name: '正在排队等待人工' })
  await expect(insist.or(queued)).toBeVisible()
  if (await insist.isVisible()) await insist.click()
  await expect(queued).toBeVisible()
  const message = page.locator('.status').filter({ has: queued }).getByRole('link', { name: '去留言' })
  await expect(message).toHaveAttribute('href', /from=.+/)
  return (await message.getAttribute('href'))!.slice(-4).toUpperCase()
}

export interface CaseText {
  title: string
  content: string
  phone: string
}

/** Fills in the three steps of a complaint and submits it; the receipt's query code is the result. */
export async function complain(page: Page, c: CaseText): Promise<string> {
  await page.goto('/#/case')
  await page.getByRole('radio', { name: '投诉' }).check()
  await page.getByLabel('标题').fill(c.title)
  await page.getByLabel('内容').fill(c.content)
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByLabel('地点').fill('城东区青年路 12 号')
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByLabel('称呼').fill('王女士')
  await page.getByLabel('联系电话').fill(c.phone)
  await page.getByLabel(/我已知晓/).check()
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByRole('button', { name: '提交', exact: true }).click()
  const code = page.locator('.receipt .code')
  await expect(code).toBeVisible()
  return (await code.textContent()) ?? ''
}

/** WCAG 2.2 A and AA, as far as a machine can tell. */
export async function accessible(page: Page): Promise<void> {
  const r = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
  expect(r.violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target.join(' ')} ${n.any[0]?.message ?? ''}`).join('; ')}`)).toEqual([])
}

/** Nothing may scroll sideways. */
export async function fits(page: Page): Promise<void> {
  const { scroll, width } = await page.evaluate(() => ({ scroll: document.documentElement.scrollWidth, width: innerWidth }))
  expect(scroll).toBeLessThanOrEqual(width)
}
