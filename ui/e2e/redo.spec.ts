import { expect, test } from '@playwright/test'
import { counter, detail } from './desk'
import { Office } from './casework'

test.use({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', actionTimeout: 15_000 } as object)
test.describe.configure({ timeout: 240_000 })

test('sent back twice for redo; the third time it is supervised, and the order is answered', async ({ browser, baseURL }) => {
  const office = new Office(browser, baseURL)
  const m = await office.raised('重办两次')
  await office.behind.handle(m.id)
  const answer = { '办理记录（内部）': '已再次到场', '答复（公开给诉求人）': '路面已修补。' }
  await office.take('clerk', m, '答复', answer, 'replied')
  for (const again of ['没有说明何时修好', '仍没有说明']) {
    await office.take('reviewer', m, '审核退回重办', { 理由: again }, 'handling')
    expect((await office.read<{ supervised: boolean }>(m)).supervised).toBe(false)
    await office.take('clerk', m, '答复', answer, 'replied')
  }
  await office.refused('clerk', m, 'review_redo', '审核退回重办', { reason: 'x' })
  await office.take('reviewer', m, '审核退回重办', { 理由: '第三次仍未答复' }, 'handling')

  await test.step('the order stands at the supervisor', async () => {
    const page = await office.open('supervisor', m)
    await counter(page, '督办单').click()
    await expect(page.locator(`[data-row="${m.id}"]`)).toBeVisible()
  })
  await test.step('and at the unit, which answers it', async () => {
    const page = await office.open('clerk', m)
    await expect(detail(page).locator('.detail-head')).toContainText('督办')
    await expect(detail(page).locator('.clock-row').filter({ hasText: '督办反馈' })).toHaveCount(1)
    await office.refused('clerk2', m, 'supervise_reply', '督办反馈', { record: 'x' })
    await office.take('clerk', m, '督办反馈', { '办理记录（内部）': '已约谈施工单位，明确完工日期' })
    await office.refused('clerk', m, 'supervise_close', '督办办结')
  })
  await test.step('the supervisor reads the answer and ends the order', async () => {
    const page = await office.open('supervisor', m)
    await expect(detail(page).locator('.timeline, ol').filter({ hasText: '已约谈施工单位' }).first()).toBeVisible()
    await office.take('supervisor', m, '督办办结', { 说明: '整改到位' })
    await counter(page, '督办单').click()
    await expect(page.locator(`[data-row="${m.id}"]`)).toHaveCount(0)
  })
  await office.close()
})

test('a supervision order is given by hand; the supervisor urges, and only the supervisor', async ({ browser, baseURL }) => {
  const office = new Office(browser, baseURL)
  const m = await office.raised('挂牌督办')
  await office.behind.handle(m.id)
  for (const who of ['clerk', 'dispatcher', 'reviewer']) await office.refused(who, m, 'supervise', '督办', { supervision_form: 'listed', note: 'x' })
  await office.take('supervisor', m, '催办', { 说明: '请加快' })
  await office.take('supervisor', m, '督办', { 督办方式: '挂牌督办', 说明: '媒体关注' })
  expect((await office.read<{ supervised: boolean }>(m)).supervised).toBe(true)
  await office.close()
})
