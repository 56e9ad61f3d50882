import { expect, test } from '@playwright/test'
import { leave, sit } from './desk'
import { Desk, raise } from './life'
import { clean } from './staff'

test('an upheld return proposes a correction of the duty list, which is dismissed with a reason', async ({ browser, baseURL, page }) => {
  const desk = new Desk(baseURL!)
  await page.goto('/')
  const classes = (await (await page.context().request.get('/api/v1/classes')).json()) as { items: { code: string; parent?: string }[] }
  const code = classes.items.find((c) => c.parent)!.code
  const id = await raise(page, `更正 ${Date.now().toString(36)}`, { class: code })
  await desk.handle(id)
  const r = await desk.as('admin')
  const before = (await (await r.get('/api/v1/duty-proposals?limit=100')).json()) as { items: unknown[] }
  await desk.act('clerk', id, 'return_apply', { reason: '属其他单位职责' })
  await desk.act('dispatcher', id, 'return_uphold', { department: await desk.unit('clerk2'), reason: '成立' })
  const after = (await (await r.get('/api/v1/duty-proposals?limit=100')).json()) as { items: unknown[] }
  const admin = await sit(browser, baseURL, 'admin')
  await admin.goto('/desk/catalogues?kind=duty')
  await expect(admin.getByRole('heading', { name: '目录维护' })).toBeVisible()
  // The list may have sent it elsewhere: then there is nothing to correct.
  if (after.items.length > before.items.length) {
    const box = admin.getByRole('region', { name: '退单提出的更正' })
    await expect(box).toBeVisible()
    await clean(admin, 'proposals')
    const rows = await box.getByRole('row').count()
    await box.getByRole('button', { name: '不采纳' }).first().click()
    await admin.getByLabel('理由（记入台账）').fill('个案，不更正')
    await admin.getByRole('dialog').getByRole('button', { name: '不采纳' }).click()
    await expect(box.getByRole('row')).toHaveCount(rows === 2 ? 0 : rows - 1)
  }
  await desk.leave()
  await leave(admin)
})

test('the sheet of a unit reports its faults by line', async ({ browser, baseURL }) => {
  const clerk = await sit(browser, baseURL, 'clerk')
  await clerk.goto('/desk/inbox')
  const sheet = await clerk.context().request.get('/api/v1/case-sheet')
  expect(sheet.status()).toBe(200)
  await clerk.getByLabel('导入填好的表').setInputFiles({ name: 'cases.xlsx', mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer: await sheet.body() })
  const dialog = clerk.getByRole('dialog')
  await expect(dialog).toContainText('表中没有填写答复')
  await clean(clerk, 'sheet')
  await leave(clerk)
})

test('who joined a matter is in the own list, and a published outcome can be joined', async ({ page, baseURL }) => {
  const desk = new Desk(baseURL!)
  await page.goto('/')
  const title = `同感 ${Date.now().toString(36)}`
  const id = await raise(page, title)
  await desk.handle(id)
  await desk.answer(id, '已办妥。')
  await desk.act('surveyor', id, 'survey', { contacted: 'yes', solved: 'yes', satisfied: '5' })
  await desk.act('supervisor', id, 'publish')
  await page.context().clearCookies()
  await page.goto(`/#/public/cases?q=${encodeURIComponent(title)}`)
  await page.getByText(title).first().click()
  await page.getByRole('button', { name: /我也遇到/ }).click()
  await page.getByLabel('您的称呼').fill('邻居')
  await page.getByLabel('手机号').fill('13800009876')
  await page.getByRole('button', { name: '我也遇到，一并办理' }).click()
  await expect(page.getByText('已记下您也遇到此事')).toBeVisible()
  await page.goto('/#/track')
  await expect(page.getByRole('heading', { name: '我也遇到' })).toBeVisible()
  const seen = (await (await (await desk.as('supervisor')).get(`/api/v1/cases/${id}`)).json()) as { followers?: number }
  expect(seen.followers).toBe(1)
  await desk.leave()
})
