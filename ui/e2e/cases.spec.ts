import { expect, test, type APIRequestContext, type Browser, type Page } from '@playwright/test'
import { counter, detail, leave, pick, sit } from './desk'
import { freshKey, post, staff } from './staff'

test.use({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', actionTimeout: 10_000 } as object)
test.describe.configure({ timeout: 180_000 })

interface Made {
  id: string
  number: string
  title: string
}

/** A citizen's case about the clerk's matters. */
async function raised(request: APIRequestContext, what: string): Promise<Made> {
  const title = `${what} ${freshKey().slice(-8)}`
  const m = await post<{ id: string; number: string }>(request, '/cases', {
    kind: 'complaint',
    class: 'city-road',
    title,
    content: '样板路路面破损，积水严重。什么时候能修好？',
    place: '样板路中段',
    district: 'east',
    contact: { name: '王示范', phone: '13900002031' },
  })
  return { ...m, title }
}

/** Takes acts as a member of staff, behind the pages. */
async function as<T>(browser: Browser, user: string, what: (act: (id: string, name: string, fields?: Record<string, string>) => Promise<unknown>, request: APIRequestContext) => Promise<T>): Promise<T> {
  const context = await browser.newContext()
  const page = await context.newPage()
  try {
    await staff(page, user)
    return await what((id, name, fields = {}) => post(context.request, `/cases/${id}/actions/${name}`, { rev: 0, fields }), context.request)
  } finally {
    await context.close()
  }
}

const unitOf = (browser: Browser, user: string) =>
  as(browser, user, async (_, request) => {
    const me = (await (await request.get('/api/v1/session')).json()) as { dept_path: string }
    const all = (await (await request.get('/api/v1/departments')).json()) as { items: { id: string; path: string; short_name: string }[] }
    return all.items.find((d) => d.path === me.dept_path)!
  })

async function given(browser: Browser, request: APIRequestContext, what: string, stage: 'accepted' | 'dispatched' | 'handling' | 'replied'): Promise<Made> {
  const made = await raised(request, what)
  const unit = await unitOf(browser, 'clerk')
  await as(browser, 'dispatcher', async (act) => {
    await act(made.id, 'accept')
    if (stage !== 'accepted') await act(made.id, 'dispatch', { department: unit.id })
  })
  if (stage === 'handling' || stage === 'replied')
    await as(browser, 'clerk', async (act) => {
      await act(made.id, 'sign')
      if (stage === 'replied') await act(made.id, 'reply', { record: '已到场修补。', public_reply: '路面已修补完成，积水已排除。' })
    })
  return made
}

/** Chooses an act from the menu of its group. */
async function menu(page: Page, group: string, act: string): Promise<void> {
  await detail(page).getByRole('button', { name: `${group} ▾` }).click()
  await page.getByRole('menuitem', { name: act }).click()
}

const row = (page: Page, m: Made) => page.locator(`[data-row="${m.id}"]`)

test('a return is applied for, ruled on, and goes to another unit; no second return', async ({ browser, baseURL, request }) => {
  const made = await given(browser, request, '退单', 'dispatched')
  const other = await unitOf(browser, 'clerk2')
  const clerk = await sit(browser, baseURL, 'clerk')
  await clerk.goto(`/desk/inbox?id=${made.id}`)
  await expect(detail(clerk).getByRole('heading', { level: 1 })).toHaveText(made.title)
  await clerk.keyboard.press('t')
  const form = clerk.getByRole('dialog')
  await form.getByLabel('理由').fill('该路段不属我单位养护')
  await pick(clerk, form.getByLabel('建议承办单位'), other.short_name)
  await clerk.keyboard.press('Control+Enter')
  await expect(form).toBeHidden()
  await expect(detail(clerk).getByRole('region', { name: /待审定/ })).toContainText('该路段不属我单位养护')
  await leave(clerk)

  const desk = await sit(browser, baseURL, 'dispatcher')
  await counter(desk, '退单审定').click()
  await row(desk, made).click()
  await expect(detail(desk).getByRole('region', { name: /待审定/ })).toContainText(other.short_name)
  await desk.keyboard.press('y')
  const ruling = desk.getByRole('dialog')
  await expect(ruling.getByText(other.short_name).last()).toBeVisible()
  await desk.keyboard.press('Control+Enter')
  await expect(ruling).toBeHidden()
  await expect(row(desk, made)).toHaveCount(0)
  await leave(desk)

  const second = await sit(browser, baseURL, 'clerk2')
  await second.goto(`/desk/inbox?id=${made.id}`)
  await expect(detail(second).getByRole('heading', { level: 1 })).toHaveText(made.title)
  await detail(second).getByRole('button', { name: '申请 ▾' }).click()
  await expect(second.getByRole('menuitem', { name: /申请退单/ })).toContainText('已审定的工单不得再次退回')
  await leave(second)
})

test('an extension is granted by one key, another refused with a reason', async ({ browser, baseURL, request }) => {
  const one = await given(browser, request, '延期甲', 'handling')
  const two = await given(browser, request, '延期乙', 'handling')
  await as(browser, 'clerk', async (act) => {
    for (const m of [one, two]) await act(m.id, 'extension_apply', { days: '3', reason: '等待材料到场' })
  })
  const page = await sit(browser, baseURL, 'supervisor')
  await page.goto(`/desk/approvals?show=extension&id=${one.id}`)
  await expect(detail(page).getByRole('region', { name: /待审定/ })).toContainText('3 个工作日')
  await page.keyboard.press('y')
  await expect(row(page, one)).toHaveCount(0)
  await page.goto(`/desk/approvals?show=extension&id=${two.id}`)
  await expect(detail(page).getByRole('heading', { level: 1 })).toHaveText(two.title)
  await page.keyboard.press('b')
  await page.getByRole('dialog').getByLabel('理由').fill('工期足够')
  await page.keyboard.press('Control+Enter')
  await expect(row(page, two)).toHaveCount(0)
  await leave(page)
})

test('the reviewer works by keys: one passes, one goes back, the next opens', async ({ browser, baseURL, request }) => {
  const one = await given(browser, request, '审核甲', 'replied')
  const two = await given(browser, request, '审核乙', 'replied')
  const page = await sit(browser, baseURL, 'reviewer')
  await page.goto(`/desk/review?id=${one.id}`)
  const d = detail(page)
  await expect(d.getByRole('heading', { level: 1 })).toHaveText(one.title)
  await expect(d.locator('.reply-box.inside')).toHaveText('已到场修补。')
  await page.keyboard.press('y')
  await expect(row(page, one)).toHaveCount(0)
  await expect(d.getByRole('heading', { level: 1 })).not.toHaveText(one.title)
  await page.goto(`/desk/review?id=${two.id}`)
  await expect(d.getByRole('heading', { level: 1 })).toHaveText(two.title)
  await page.keyboard.press('b')
  await page.getByRole('dialog').getByLabel('理由').fill('没有答复何时修好')
  await page.keyboard.press('Control+Enter')
  await expect(row(page, two)).toHaveCount(0)
  await leave(page)
})

test('several are signed at once, each with its outcome', async ({ browser, baseURL, request }) => {
  const made = [await given(browser, request, '批量甲', 'dispatched'), await given(browser, request, '批量乙', 'dispatched')]
  const page = await sit(browser, baseURL, 'clerk')
  await counter(page, '待签收').click()
  for (const m of made) await page.getByRole('checkbox', { name: `选择 ${m.title}` }).check()
  const bar = page.getByRole('region', { name: '批量签收' })
  await bar.getByRole('button', { name: /^批量签收/ }).click()
  await expect(bar.getByRole('status')).toHaveText('2 件完成，0 件未成')
  for (const m of made) await expect(row(page, m)).toHaveCount(0)
  await leave(page)
})

test('one case is merged into another that was found by its number and seen beside it', async ({ browser, baseURL, request }) => {
  const [master, member] = [await given(browser, request, '并单主', 'accepted'), await given(browser, request, '并单从', 'accepted')]
  const page = await sit(browser, baseURL, 'dispatcher')
  await page.goto(`/desk/dispatch?id=${member.id}`)
  await expect(detail(page).getByRole('heading', { level: 1 })).toHaveText(member.title)
  await menu(page, '更多', '并单')
  const form = page.getByRole('dialog')
  await form.getByRole('searchbox', { name: '主件' }).or(form.getByRole('textbox', { name: '主件' })).fill(master.number)
  await page.keyboard.press('Enter')
  await expect(form.getByRole('region', { name: '找到的工单' })).toContainText(master.title)
  await expect(form.getByRole('region', { name: '本件' })).toContainText(member.title)
  await page.keyboard.press('Control+Enter')
  await expect(form).toBeHidden()
  await page.goto(`/desk/cases?id=${master.id}`)
  await expect(detail(page).getByText('并入件')).toBeVisible()
  await leave(page)
})

test('a clerk on a phone in a dead spot signs; it is sent once when the network is back', async ({ browser, baseURL, request }) => {
  const made = await given(browser, request, '没有信号', 'dispatched')
  const page = await sit(browser, baseURL, 'clerk')
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(`/desk/inbox?id=${made.id}`)
  await expect(detail(page).getByRole('button', { name: '签收 (S)' })).toBeVisible()
  await page.context().setOffline(true)
  await detail(page).getByRole('button', { name: '签收 (S)' }).click()
  await expect(page.getByText('1 项操作已存在本机')).toBeVisible()
  await expect(detail(page).getByRole('button', { name: '签收 (S)' })).toHaveCount(0)
  await page.context().setOffline(false)
  await expect(page.getByText('1 项操作已存在本机')).toHaveCount(0, { timeout: 20_000 })
  await expect(detail(page).locator('.stage').first()).toHaveText('办理中')
  const line = (await (await page.context().request.get(`/api/v1/cases/${made.id}/timeline`)).json()) as { items: { act: string }[] }
  expect(line.items.filter((i) => i.act === 'sign')).toHaveLength(1)
  await leave(page)
})
