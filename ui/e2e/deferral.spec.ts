import { expect, test } from '@playwright/test'
import { detail } from './desk'
import { Office } from './casework'

test.use({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', actionTimeout: 15_000 } as object)
test.describe.configure({ timeout: 240_000 })

/** A day that many days from now in China, YYYY-MM-DD. */
const ahead = (days: number) => new Date(Date.now() + 8 * 3600_000 + days * 86_400_000).toISOString().slice(0, 10)

// That the promised date wakes the case by itself is proved where time can be skipped: workflows, TestEveryStageLeftAlone/deferred.
test('a matter is promised for a date, refused once, then deferred, and taken up before its time', async ({ browser, baseURL }) => {
  const office = new Office(browser, baseURL)
  const m = await office.raised('挂账')
  await office.behind.handle(m.id)
  const asked = { 承诺日期: ahead(60), '办理记录（内部）': '列入明年改造计划', 理由: '需立项' }
  await office.refused('clerk2', m, 'deferral_apply', '申请挂账', { until: ahead(60), record: 'x', reason: 'x' })
  await office.take('clerk', m, '申请挂账', asked)
  await office.refused('clerk', m, 'deferral_approve', '同意挂账')
  await office.take('supervisor', m, '不同意挂账', { 理由: '先做临时修补' })
  await office.stands(m, 'handling')
  await office.take('clerk', m, '申请挂账', asked)
  const page = await office.open('supervisor', m)
  await expect(detail(page).getByRole('region', { name: /待审定/ })).toContainText(`承诺日期 ${ahead(60)}`)
  await office.take('supervisor', m, '同意挂账', {}, 'deferred')

  await test.step('the promise stands on the case, with a clock of its own', async () => {
    const unit = await office.open('clerk', m)
    await expect(detail(unit).locator('.facts')).toContainText([ahead(60)])
    const v = await office.read<{ clocks: { name: string; due_at: string; stopped_at?: string }[] }>(m)
    const running = v.clocks.filter((k) => !k.stopped_at)
    expect(running.map((k) => k.name)).toEqual(['deferral'])
    expect(new Date(new Date(running[0]!.due_at).getTime() + 8 * 3600_000 - 1).toISOString().slice(0, 10)).toBe(ahead(60))
  })
  await office.refused('reviewer', m, 'wake', '挂账到期恢复办理')
  await office.take('clerk', m, '挂账到期恢复办理', {}, 'handling')
  await office.close()
})

test('an early end is applied for, refused, applied for again and granted', async ({ browser, baseURL }) => {
  const office = new Office(browser, baseURL)
  const m = await office.raised('终止办理')
  await office.behind.handle(m.id)
  const asked = { 终止情形: '不合理诉求', 理由: '反复提出同一不合理要求' }
  await office.refused('dispatcher', m, 'early_end_apply', '申请终止办理', { early_end_ground: 'unreasonable', reason: 'x' })
  await office.take('clerk', m, '申请终止办理', asked)
  await office.refused('lead', m, 'early_end_approve', '同意终止')
  await office.take('supervisor', m, '不同意终止', { 理由: '请先当面解释' })
  await office.take('clerk', m, '申请终止办理', asked)
  await office.take('supervisor', m, '同意终止')
  expect((await office.read<{ excepted?: string }>(m)).excepted).toBe('early_end')
  await office.close()
})
