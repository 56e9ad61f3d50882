import { expect, type Browser, type Locator, type Page } from '@playwright/test'
import { detail, leave, pick, sit } from './desk'
import { Desk } from './life'
import { freshKey, post } from './staff'

/** Where each role works on a case; who is not named here opens it from the list of cases. */
const places: Record<string, string> = {
  clerk: 'inbox', clerk2: 'inbox', clerk3: 'inbox', lead: 'unit', dispatcher: 'dispatch', reviewer: 'review', surveyor: 'survey', supervisor: 'approvals',
}

/** A field's value as it is entered: text, the name of a choice, or the names of several. */
export type Entered = Record<string, string | string[]>

export interface Matter {
  id: string
  number: string
  title: string
}

/** Everybody who works on the cases of one test, each in a browser of their own. */
export class Office {
  /** the same people without a page, for what is not the matter of the test */
  readonly behind: Desk
  private readonly seats = new Map<string, Page>()

  constructor(
    private readonly browser: Browser,
    private readonly baseURL: string | undefined,
  ) {
    this.behind = new Desk(baseURL!)
  }

  /** A citizen's case, registered by the API. */
  async raised(what: string, more: Record<string, unknown> = {}): Promise<Matter> {
    const title = `${what} ${freshKey().slice(-8)}`
    const citizen = await this.browser.newContext({ baseURL: this.baseURL })
    try {
      const m = await post<{ id: string; number: string }>(citizen.request, '/cases', {
        kind: 'complaint', class: 'city-road', title, content: '样板路路面破损，积水严重。', place: '样板路中段', district: 'east', may_publish: true, contact: { name: '王示范', phone: '13900002031' }, ...more,
      })
      return { ...m, title }
    } finally {
      await citizen.close()
    }
  }

  /** The page of a member of staff, with a case open where that person works on it. */
  async open(account: string, m: Matter, place = places[account] ?? 'cases'): Promise<Page> {
    let page = this.seats.get(account)
    if (!page) {
      page = await sit(this.browser, this.baseURL, account)
      this.seats.set(account, page)
    }
    await page.goto(`/desk/${place}?id=${m.id}`)
    await expect(detail(page).getByRole('heading', { level: 1 })).toHaveText(m.title)
    await expect(page.locator('.actbar')).toBeVisible()
    return page
  }

  /** One act in the browser: opened, its form filled in and sent, and the page shows the stage it led to. */
  async take(account: string, m: Matter, act: string, fields: Entered = {}, stage?: string, place?: string): Promise<Page> {
    const page = await this.open(account, m, place)
    await take(page, act, fields)
    if (stage) await this.stands(m, stage)
    return page
  }

  /** The stage of a case, read as a supervisor reads it. */
  async stands(m: Matter, stage: string): Promise<void> {
    await expect.poll(async () => (await this.read<{ stage: string }>(m)).stage, { timeout: 20_000 }).toBe(stage)
  }

  async read<T>(m: Matter, more = ''): Promise<T> {
    const r = await this.behind.as('supervisor')
    return (await (await r.get(`/api/v1/cases/${m.id}${more}`)).json()) as T
  }

  /** An act that this person does not have: neither on the page, nor when it is sent all the same. */
  async refused(account: string, m: Matter, act: string, name: string, fields: Record<string, string> = {}): Promise<void> {
    const r = await this.behind.as(account)
    const seen = await r.get(`/api/v1/cases/${m.id}`)
    if (seen.ok()) {
      const { allowed_actions } = (await seen.json()) as { allowed_actions: { act: string }[] }
      expect(allowed_actions.map((a) => a.act), account).not.toContain(act)
      // Who sits at the desk already looks at the page too.
      if (this.seats.has(account)) expect(await offered(await this.open(account, m), name), `${account} is offered ${act}`).toBe(false)
    }
    const answer = await r.post(`/api/v1/cases/${m.id}/actions/${act}`, { data: { rev: 0, fields }, headers: { 'Idempotency-Key': freshKey() } })
    expect([403, 404], `${account} ${act}: ${await answer.text()}`).toContain(answer.status())
  }

  async close(): Promise<void> {
    for (const p of this.seats.values()) await leave(p)
    await this.behind.leave()
  }
}

const plain = (s: string) => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** The button of an act on the bar; its key stands behind the name of some. */
const button = (page: Page, act: string) => detail(page).locator('.actbar').getByRole('button', { name: new RegExp(`^${plain(act)}( \\([A-Z]\\))?$`) })

/** The groups of acts on the bar that open as menus. */
const menus = (page: Page) => detail(page).locator('.actbar').getByRole('button', { name: /▾$/ })

async function inMenus(page: Page, act: string): Promise<Locator | undefined> {
  for (let i = 0; i < (await menus(page).count()); i++) {
    const menu = menus(page).nth(i)
    await menu.click()
    const list = page.locator('.ant-dropdown:not(.ant-dropdown-hidden)')
    await expect(list).toBeVisible()
    const item = list.locator('[role=menuitem]:not([aria-disabled=true])').filter({ hasText: new RegExp(`^${plain(act)}[A-Z]?$`) })
    if (await item.count()) return item
    await menu.click()
    await expect(list).toHaveCount(0)
  }
  return undefined
}

/** Whether the open case offers an act. */
export async function offered(page: Page, act: string): Promise<boolean> {
  await expect(page.locator('.actbar')).toBeVisible()
  return (await button(page, act).count()) > 0 || (await inMenus(page, act)) !== undefined
}

/** Chooses an act of the open case, from the bar or from its menu. */
export async function begin(page: Page, act: string): Promise<void> {
  await expect(async () => {
    if (await button(page, act).count()) return void (await button(page, act).first().click({ timeout: 5_000 }))
    const item = await inMenus(page, act)
    expect(item, `${act} is not offered`).toBeTruthy()
    await item!.click({ timeout: 5_000 })
  }).toPass({ timeout: 30_000, intervals: [250, 500, 1000] })
}

async function enter(page: Page, form: Locator, label: string, value: string | string[]): Promise<void> {
  const item = form.locator('.ant-form-item').filter({ has: page.locator('label', { hasText: new RegExp(`^${plain(label)}$`) }) })
  await expect(item, label).toHaveCount(1)
  if (await item.locator('.casepicker').count()) return another(form, item, value as string)
  if (await item.getByRole('radio').count()) return item.getByText(value as string, { exact: true }).click()
  if (await item.locator('.ant-select').count()) {
    for (const v of Array.isArray(value) ? value : [value]) await pick(page, item.getByRole('combobox'), v)
    // A list that takes several stays open.
    if (Array.isArray(value)) await form.locator('.ant-drawer-title').click()
    return
  }
  if (await item.getByRole('switch').count()) return item.getByRole('switch').click()
  await item.locator('textarea, input').first().fill(value as string)
  if (await item.locator('.ant-picker').count()) await item.locator('input').press('Enter')
}

/** Names another case by its number: looked up, or chosen among those this one is joined with. */
async function another(form: Locator, item: Locator, number: string): Promise<void> {
  const box = item.locator('input')
  if (!(await box.count())) return item.locator('.chip').filter({ hasText: number }).click()
  await box.fill(number)
  await box.press('Enter')
  await expect(form.getByRole('region', { name: '找到的工单' })).toContainText(number)
}

/** Takes an act of the open case; with fields it has a form, in which whatever asks the self-check names is ticked. */
export async function take(page: Page, act: string, fields: Entered = {}): Promise<void> {
  const answered = page.waitForResponse((r) => r.request().method() === 'POST' && /\/actions\//.test(r.url()), { timeout: 45_000 })
  await begin(page, act)
  const form = page.getByRole('dialog')
  // What asks for nothing is taken at once, without a form.
  const drawn = await Promise.race([form.waitFor().then(() => true), answered.then(() => false)])
  if (drawn) {
    for (const [label, value] of Object.entries(fields)) await enter(page, form, label, value)
    for (const box of await form.locator('.selfcheck').getByRole('checkbox').all()) await box.check()
    await page.keyboard.press('Control+Enter')
  }
  const r = await answered
  expect(r.status(), `${act}: ${await r.text().catch(() => '')}`).toBe(200)
  await expect(form).toHaveCount(0)
}
