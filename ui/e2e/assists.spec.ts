import { expect, test } from '@playwright/test'
import { counter, detail } from './desk'
import { Office } from './casework'

test.use({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', actionTimeout: 15_000 } as object)
test.describe.configure({ timeout: 240_000 })

interface Seen {
  clocks: { name: string; of?: string; due_at: string; stopped_at?: string }[]
  assists: { department: string; name: string; signed_at?: string; reported_at?: string }[]
}

test('a lead unit and two that assist, each by its own clock and with its own opinion', async ({ browser, baseURL }) => {
  const office = new Office(browser, baseURL)
  const m = await office.raised('协办两家')
  await office.behind.act('dispatcher', m.id, 'accept')
  await office.take('dispatcher', m, '派单', { 承办单位: '城东区住建局', 协办单位: ['市环境局', '城西区执法局'] }, 'dispatched')

  const before = await office.read<Seen>(m)
  expect(before.assists.map((a) => a.name)).toEqual(['市环境局', '城西区执法局'])
  const assisting = before.clocks.filter((k) => k.name === 'assist')
  expect(new Set(assisting.map((k) => k.of)).size).toBe(2)

  await test.step('an assisting unit signs and reports for itself; the lead signs for the case', async () => {
    const page = await office.open('clerk2', m)
    // The list shows the unit's own time, not the lead's.
    const pill = page.locator(`[data-row="${m.id}"] .sla`)
    await expect(pill).toHaveAttribute('title', '协办反馈')
    await office.refused('clerk2', m, 'sign', '签收')
    await office.take('clerk2', m, '协办签收')
    await expect(detail(page).getByRole('listitem').filter({ hasText: '市环境局' }).first()).toContainText('已签收')
    await office.take('clerk2', m, '协办反馈', { '办理记录（内部）': '现场测得扬尘达标' })
    expect((await office.read<Seen>(m)).clocks.filter((k) => k.name === 'assist' && k.stopped_at).map((k) => k.of)).toEqual([before.assists[0]!.department])
    await office.refused('clerk2', m, 'reply', '答复', { record: 'x', public_reply: 'y' })
  })

  await test.step('the second one reports too; it is counted as assisting there', async () => {
    const page = await office.open('clerk3', m)
    await counter(page, '协办').click()
    await expect(page.locator(`[data-row="${m.id}"]`)).toBeVisible()
    await office.take('clerk3', m, '协办签收')
    await office.take('clerk3', m, '协办反馈', { '办理记录（内部）': '占道围挡已拆除' })
  })

  await test.step('the lead reads both opinions and answers; the citizen reads neither', async () => {
    await office.take('clerk', m, '签收', {}, 'handling')
    const page = await office.open('clerk', m)
    const units = detail(page).locator('.assist')
    await expect(units).toHaveCount(2)
    await expect(units.filter({ hasText: '市环境局' })).toContainText('现场测得扬尘达标')
    await expect(units.filter({ hasText: '城西区执法局' })).toContainText('占道围挡已拆除')
    await office.take('clerk', m, '先行联系', { 联系方式: '电话', 说明: '已电话联系' })
    await office.take('clerk', m, '答复', { '办理记录（内部）': '三家共同办结', '答复（公开给诉求人）': '路面已修补，围挡已拆除。' }, 'replied')
    await office.take('reviewer', m, '审核通过', {}, 'surveying')
  })
  await office.close()
})

test('a third unit is added while the case is handled, and a lower one gets it, an upper one takes it over', async ({ browser, baseURL }) => {
  const office = new Office(browser, baseURL)
  const m = await office.raised('加派与下派')
  await office.behind.act('dispatcher', m.id, 'accept')
  await office.behind.act('dispatcher', m.id, 'dispatch', { department: await office.behind.unit('clerk') })
  await office.take('clerk', m, '签收', {}, 'handling')
  await office.refused('clerk2', m, 'add_unit', '加派协办', { departments: 'hbj' })
  await office.take('clerk', m, '加派协办', { 协办单位: ['市环境局'] })
  expect((await office.read<Seen>(m)).assists.map((a) => a.name)).toContain('市环境局')
  await office.refused('clerk', m, 'escalate', '提级办理', { department: 'zjj', reason: 'x' })
  await office.take('dispatcher', m, '提级办理', { 承办单位: '市住建局', 理由: '需市级协调' }, 'dispatched')
  await office.close()
})
