import { expect, test } from '@playwright/test'
import { detail } from './desk'
import { Office, type Matter } from './casework'

test.use({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', actionTimeout: 15_000 } as object)
test.describe.configure({ timeout: 240_000 })

async function answered(office: Office, what: string): Promise<Matter> {
  const m = await office.raised(what)
  await office.behind.handle(m.id)
  await office.behind.answer(m.id, '路面已修补。')
  return m
}

test('nobody answers: as many calls as the rules ask for, then it is closed as unreachable', async ({ browser, baseURL }) => {
  const office = new Office(browser, baseURL)
  const m = await answered(office, '回访未接通')
  await office.refused('clerk', m, 'survey_attempt', '回访未接通', { attempt_result: 'busy' })
  await office.refused('reviewer', m, 'survey_unreachable', '多次回访未接通办结')
  const unreachable = { name: '多次回访未接通办结' }
  let calls = 0
  for (; calls < 10; calls++) {
    const page = await office.open('surveyor', m)
    const d = detail(page)
    await expect(d.getByText(`已拨 ${calls} 次`)).toBeVisible()
    if (await d.getByRole('button', unreachable).count()) break
    await expect(d.getByText('回访次数未达到规定次数。', { exact: false })).toBeVisible()
    const kept = page.waitForResponse((r) => /\/actions\/survey_attempt$/.test(r.url()))
    await d.getByRole('button', { name: calls % 2 ? /^占线/ : /^无人接听/ }).click()
    expect((await kept).status()).toBe(200)
  }
  expect(calls).toBeGreaterThanOrEqual(3)
  const page = await office.open('surveyor', m)
  await detail(page).getByRole('button', unreachable).click()
  await office.stands(m, 'closed')
  expect((await office.read<{ excepted?: string }>(m)).excepted).toBe('unreachable')
  await office.close()
})

test('reached: the three questions are asked, the answers close the case; a later answer is added', async ({ browser, baseURL }) => {
  const office = new Office(browser, baseURL)
  const m = await answered(office, '回访满意')
  await office.refused('clerk', m, 'survey', '回访办结', { contacted: 'yes', solved: 'yes', satisfied: '5' })
  const page = await office.open('surveyor', m)
  const d = detail(page)
  await d.getByRole('button', { name: '查看电话' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '查看并记录' }).click()
  await expect(d.getByRole('link', { name: /13900002031 拨打/ })).toHaveAttribute('href', 'tel:13900002031')
  const questions = d.locator('form')
  await questions.getByText('已联系', { exact: true }).click()
  await questions.getByText('已解决', { exact: true }).click()
  await questions.getByText('非常满意', { exact: true }).click()
  await page.keyboard.press('Control+Enter')
  await office.stands(m, 'closed')
  const v = await office.read<{ contacted?: string; solved?: string; satisfied?: number }>(m)
  expect([v.contacted, v.solved, String(v.satisfied)]).toEqual(['yes', 'yes', '5'])
  await office.take('surveyor', m, '补录回访', { 是否联系: '已联系', 是否解决: '部分解决', 满意度: '基本满意' }, undefined, 'cases')
  await office.close()
})

test('not solved, says the citizen on the phone: it goes back to the unit', async ({ browser, baseURL }) => {
  const office = new Office(browser, baseURL)
  const m = await answered(office, '回访重办')
  await office.refused('dispatcher', m, 'redo', '重办', { reason: 'x' })
  await office.take('surveyor', m, '重办', { 理由: '诉求人称没有修' }, 'handling')
  await office.close()
})
