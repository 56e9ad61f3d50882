import { expect, test, type Page } from '@playwright/test'
import { begin, Office, type Matter } from './casework'
import { detail } from './desk'

test.use({ reducedMotion: 'reduce', actionTimeout: 15_000 } as object)
test.describe.configure({ timeout: 240_000 })

const row = (page: Page, m: Matter) => page.locator(`[data-row="${m.id}"]`)

async function look(page: Page, m: Matter): Promise<void> {
  await row(page, m).click()
  await expect(detail(page).getByRole('heading', { level: 1 })).toHaveText(m.title)
}

async function back(page: Page): Promise<void> {
  await detail(page).getByRole('button', { name: '返回' }).click()
  await expect(detail(page)).toBeHidden()
}

test("a clerk's day on a phone: the network goes, what is done waits, and each is sent once", async ({ browser, baseURL }) => {
  const office = new Office(browser, baseURL)
  const [signs, called, extended] = [await office.raised('死角签收'), await office.raised('死角答复'), await office.raised('死角延期')]
  await office.behind.act('dispatcher', signs.id, 'accept')
  await office.behind.act('dispatcher', signs.id, 'dispatch', { department: await office.behind.unit('clerk') })
  await office.behind.handle(called.id)
  await office.behind.handle(extended.id)

  const page = await office.open('clerk', called)
  await page.setViewportSize({ width: 390, height: 844 })

  await test.step('a tap on the number dials and opens the log of the contact', async () => {
    await detail(page).getByRole('button', { name: '查看电话' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '查看并记录' }).click()
    // No dialler is here to take the number: what the page does with the tap is looked at.
    await page.evaluate(() => addEventListener('click', (e) => (e.target as HTMLElement).closest('a[href^="tel:"]') && e.preventDefault()))
    await detail(page).getByRole('link', { name: /13900002031 拨打/ }).click()
    const log = page.getByRole('dialog', { name: '先行联系' })
    await expect(log.getByTitle('电话', { exact: true })).toBeVisible()
    await log.getByLabel('说明').fill('已电话联系，约定上门')
    const kept = page.waitForResponse((r) => /\/actions\/first_contact$/.test(r.url()), { timeout: 45_000 })
    await page.keyboard.press('Control+Enter')
    expect((await kept).status()).toBe(200)
    await expect(log).toHaveCount(0)
  })

  await test.step('a photo is proof: the reply waits for it, then takes it along', async () => {
    const form = page.getByRole('dialog')
    // The case is read anew after the log was kept; the form opens on what stands then.
    await expect(detail(page).locator('.facts').first()).not.toContainText('尚未联系')
    await begin(page, '答复')
    await form.getByLabel('办理记录（内部）').fill('已修补')
    await form.getByLabel('答复（公开给诉求人）').fill('路面已修补。')
    const png = await page.screenshot({ clip: { x: 0, y: 0, width: 40, height: 40 } })
    await page.context().setOffline(true)
    await form.locator('input[type=file]').setInputFiles({ name: '现场.png', mimeType: 'image/png', buffer: png })
    await expect(form.getByText('等待网络，会自动继续')).toBeVisible()
    await page.keyboard.press('Control+Enter')
    await expect(form.getByRole('alert')).toContainText('附件还在上传')
    await page.context().setOffline(false)
    await expect(form.getByText('已上传', { exact: true })).toBeVisible({ timeout: 30_000 })
    for (const box of await form.locator('.selfcheck').getByRole('checkbox').all()) await box.check()
    // The picture is there; the network goes again before the reply is sent.
    await page.context().setOffline(true)
    await page.keyboard.press('Control+Enter')
    await expect(form).toHaveCount(0)
    await expect(page.getByText('1 项操作已存在本机')).toBeVisible()
    await page.context().setOffline(false)
    await office.stands(called, 'replied')
    await expect(page.getByText('项操作已存在本机')).toHaveCount(0, { timeout: 30_000 })
  })

  await test.step('signing and an extension wait together', async () => {
    await back(page)
    await look(page, signs)
    await back(page)
    await look(page, extended)
    await page.context().setOffline(true)
    await begin(page, '申请延期')
    const form = page.getByRole('dialog')
    await form.getByLabel('工作日数').fill('3')
    await form.getByLabel('理由').fill('等待材料到场')
    await page.keyboard.press('Control+Enter')
    await expect(form).toHaveCount(0)
    await expect(page.getByText('1 项操作已存在本机')).toBeVisible()
    await back(page)
    await look(page, signs)
    await detail(page).getByRole('button', { name: '签收 (S)' }).click()
    await expect(page.getByText('2 项操作已存在本机')).toBeVisible()
    await page.context().setOffline(false)
    await office.stands(signs, 'handling')
    await expect.poll(async () => (await office.read<{ pending?: unknown[] }>(extended)).pending?.length).toBe(1)
    await expect(page.getByText('项操作已存在本机')).toHaveCount(0, { timeout: 30_000 })
  })

  for (const [m, act] of [[called, 'first_contact'], [called, 'reply'], [signs, 'sign'], [extended, 'extension_apply']] as const) {
    const line = await office.read<{ items: { act: string }[] }>(m, '/timeline')
    expect(line.items.filter((i) => i.act === act), act).toHaveLength(1)
  }
  const r = await office.behind.as('reviewer')
  const files = (await (await r.get(`/api/v1/cases/${called.id}/attachments`)).json()) as { items: unknown[] }
  expect(files.items).toHaveLength(1)
  await office.close()
})
