import { AxeBuilder } from '@axe-core/playwright'
import { expect, type APIRequestContext, type Page } from '@playwright/test'

/** Every account of the demonstration city has this password; the sign-in page says it too. */
export const password = process.env.MINHU_TEST_PASSWORD ?? 'shifan-12345'

let n = 0
export const freshKey = () => `e2e-desk-${Date.now().toString(36)}-${process.pid}-${n++}`

/** Signs in by the API, so that the page begins behind the sign-in. */
export async function staff(page: Page, username: string): Promise<void> {
  const r = await page.context().request.post('/api/v1/session', { data: { username, password }, headers: { 'Idempotency-Key': freshKey() } })
  expect(r.status(), await r.text()).toBe(200)
}

export async function post<T>(request: APIRequestContext, path: string, data: unknown): Promise<T> {
  const r = await request.post(`/api/v1${path}`, { data, headers: { 'Idempotency-Key': freshKey() } })
  expect(r.ok(), `${path}: ${await r.text()}`).toBe(true)
  return (await r.json()) as T
}

/** Waits until the page stands still, then wants no violation of WCAG 2.2 A and AA. */
export async function clean(page: Page, what: string): Promise<void> {
  await expect(page.locator('[aria-busy="true"], .ant-spin-spinning')).toHaveCount(0)
  // What is still fading in has not its colours yet.
  await page.evaluate(() => Promise.all(document.getAnimations().filter((a) => a.effect?.getComputedTiming().iterations !== Infinity).map((a) => a.finished.catch(() => undefined))))
  // The watermark lies over everything and lets contrast go unmeasured.
  await page.evaluate(() => document.querySelector<HTMLElement>('.watermark')?.style.setProperty('display', 'none'))
  const r = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()
  expect(r.violations.map((v) => `${what} ${v.id}: ${v.nodes.slice(0, 3).map((x) => x.html).join(' | ')}`)).toEqual([])
}
