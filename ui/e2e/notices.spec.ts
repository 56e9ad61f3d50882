import { expect, test } from '@playwright/test'
import { leave, sit } from './desk'
import { Desk, raise } from './life'
import { clean } from './staff'

test('a notice reaches the bell while the page is open, leads to its case, and is read', async ({ browser, baseURL, page }) => {
  const desk = new Desk(baseURL!)
  const clerk = await sit(browser, baseURL, 'clerk')
  await expect(clerk.getByRole('button', { name: /^通知/ })).toBeVisible()
  const title = `铃声 ${Date.now().toString(36)}`
  await page.goto('/')
  const id = await raise(page, title)
  await desk.act('dispatcher', id, 'accept')
  await desk.act('dispatcher', id, 'dispatch', { department: await desk.unit('clerk') })
  const seen = (await (await (await desk.as('clerk')).get(`/api/v1/cases/${id}`)).json()) as { number: string }
  await expect(clerk.getByRole('button', { name: /通知，\d+ 条未读/ })).toBeVisible()
  await clerk.getByRole('button', { name: /^通知/ }).click()
  const drawer = clerk.getByRole('dialog')
  await clean(clerk, 'bell')
  await drawer.getByRole('button', { name: seen.number }).click()
  await expect(clerk.getByRole('heading', { level: 1, name: title })).toBeVisible()
  const read = (await (await (await desk.as('clerk')).get('/api/v1/notices?limit=100')).json()) as { items: { subject_id: string; read_at?: string }[] }
  expect(read.items.find((x) => x.subject_id === id)?.read_at).toBeTruthy()
  await desk.leave()
  await leave(clerk)
})

test('an administrator sees what was sent, by which text, with numbers masked', async ({ browser, baseURL, page }) => {
  const desk = new Desk(baseURL!)
  await page.goto('/')
  const id = await raise(page, `发送 ${Date.now().toString(36)}`)
  const seen = (await (await (await desk.as('supervisor')).get(`/api/v1/cases/${id}`)).json()) as { number: string }
  const admin = await sit(browser, baseURL, 'admin')
  await admin.goto('/desk/deliveries')
  await expect(admin.getByRole('heading', { level: 1, name: '通知发送' })).toBeVisible()
  await admin.getByRole('tab', { name: '通知规则与文本' }).click()
  await expect(admin.getByRole('tabpanel').getByText('诉求已受理').first()).toBeVisible()
  await clean(admin, 'texts')
  await admin.getByRole('tab', { name: '流程交接' }).click()
  await expect(admin.getByText('没有被拒的交接').or(admin.getByRole('table'))).toBeVisible()
  // Sent by day, waiting in the night.
  const states = ['sent', 'waiting', 'grouped']
  await expect
    .poll(async () => {
      const r = await desk.as('admin')
      for (const s of states) {
        const { items } = (await (await r.get(`/api/v1/deliveries?state=${s}&limit=100`)).json()) as { items: { number: string; recipient: string }[] }
        const found = items.find((x) => x.number === seen.number)
        if (found) return found.recipient
      }
      return ''
    })
    .toBe('138****2031')
  await admin.goto('/desk/deliveries?state=sent')
  await expect(admin.getByRole('heading', { level: 1, name: '通知发送' })).toBeVisible()
  await clean(admin, 'outbox')
  await desk.leave()
  await leave(admin)
})

test('a citizen wants no messages on a case', async ({ page, baseURL }) => {
  const desk = new Desk(baseURL!)
  await page.goto('/')
  const id = await raise(page, `退订 ${Date.now().toString(36)}`)
  await page.goto(`/#/track/case/${id}`)
  await page.locator('.now .row').filter({ hasText: '短信通知' }).click()
  await page.getByRole('checkbox', { name: '本件不再发短信给我' }).check()
  await page.locator('.act-form').getByRole('button', { name: '提交', exact: true }).click()
  await expect(page.locator('.act-form')).toHaveCount(0)
  await desk.act('dispatcher', id, 'accept')
  const r = await desk.as('admin')
  await expect.poll(async () => ((await (await r.get('/api/v1/deliveries?state=muted&limit=100')).json()) as { items: { subject_id: string }[] }).items.some((x) => x.subject_id === id)).toBe(true)
  await desk.leave()
})
