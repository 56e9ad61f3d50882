import { expect, test, type Page } from '@playwright/test'
import { Office } from './casework'
import { detail } from './desk'
import { staff } from './staff'

// Rules are the whole city's: this runs when every other test is over (playwright.config.ts, project "alone").
test.use({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', actionTimeout: 15_000 } as object)
test.describe.configure({ timeout: 300_000 })

interface Seen {
  stage: string
  clocks: { name: string; stopped_at?: string; pauses?: unknown[] }[]
}

async function publish(page: Page, reason: string, change: () => Promise<void>): Promise<void> {
  await page.goto('/desk/rules')
  await expect(page.locator('table.limits')).toBeVisible()
  await change()
  await page.getByRole('button', { name: '发布新版' }).click()
  await page.getByRole('dialog').getByLabel(/理由/).fill(reason)
  await page.getByRole('dialog').getByRole('button', { name: '发布新版' }).click()
  await expect(page.getByText(/已发布 default@\d+，立即生效/)).toBeVisible()
}

test('rules by which the head signs off and a return stops the clock, from publishing to the citizen', async ({ browser, baseURL }) => {
  const office = new Office(browser, baseURL)
  const admin = await browser.newPage({ baseURL, viewport: { width: 1440, height: 900 } })
  await staff(admin, 'admin')
  const [signs, pauses] = [admin.getByLabel('答复须单位负责人签发'), admin.getByLabel('申请退单期间暂停计时')]
  await publish(admin, '答复须签发，退单期间暂停计时', async () => {
    await signs.check()
    await pauses.check()
  })

  const m = await office.raised('签发')
  await office.behind.act('dispatcher', m.id, 'accept')
  await office.behind.act('dispatcher', m.id, 'dispatch', { department: await office.behind.unit('clerk') })

  await test.step('the clock of the reply stands still while the return waits, and runs on after', async () => {
    await office.take('clerk', m, '申请退单', { 理由: '不属我单位' })
    let page = await office.open('clerk', m)
    const reply = detail(page).locator('.clock-row').filter({ hasText: '办理答复' })
    await expect(reply).toContainText('已暂停')
    await office.take('dispatcher', m, '退单不成立', { 理由: '属贵单位' })
    page = await office.open('clerk', m)
    await expect(reply).not.toContainText('已暂停')
    await reply.getByRole('button', { name: '为什么是这个时间' }).click()
    await expect(reply.locator('.why')).toContainText('暂停')
  })

  const answer = { '办理记录（内部）': '已修补', '答复（公开给诉求人）': '路面已修补。' }
  await office.take('clerk', m, '签收', {}, 'handling')
  await test.step('a reply waits for the head; sent back once, signed the second time', async () => {
    await office.take('clerk', m, '答复', answer, 'signing_off')
    await office.refused('clerk', m, 'sign_off', '负责人签发')
    await office.refused('clerk', m, 'sign_off_reject', '负责人退回', { reason: 'x' })
    const head = await office.open('lead', m)
    await expect(head.locator(`[data-row="${m.id}"]`)).toBeVisible()
    await office.take('lead', m, '负责人退回', { 理由: '写明完工日期' }, 'handling')
    await office.take('clerk', m, '答复', answer, 'signing_off')
    await office.take('lead', m, '负责人签发', {}, 'replied')
    await office.take('reviewer', m, '审核通过', {}, 'surveying')
  })

  await publish(admin, '恢复', async () => {
    await signs.uncheck()
    await pauses.uncheck()
  })
  const after = await office.raised('不签发')
  await office.behind.handle(after.id)
  await office.take('clerk', after, '答复', answer, 'replied')
  expect((await office.read<Seen>(after)).stage).toBe('replied')
  await office.close()
  await admin.close()
})
