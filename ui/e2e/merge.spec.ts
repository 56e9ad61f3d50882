import { expect, test } from '@playwright/test'
import { detail } from './desk'
import { Office, offered } from './casework'
import { raise } from './life'

test.use({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', actionTimeout: 15_000 } as object)
test.describe.configure({ timeout: 240_000 })

test('three matters become one: the sources are locked, those who follow are told, and one is taken out again', async ({ browser, baseURL, page: citizen }) => {
  const office = new Office(browser, baseURL)
  const master = await office.raised('并单主件')
  const second = await office.raised('并单副件乙')
  // The third one is the citizen's who watches.
  const title = `并单副件丙 ${Date.now().toString(36)}`
  const id = await raise(citizen, title)
  const number = (await office.read<{ number: string }>({ id, number: '', title })).number
  const third = { id, number, title }
  for (const m of [master, second, third]) await office.behind.act('dispatcher', m.id, 'accept')
  await office.refused('clerk', second, 'merge', '并单', { master: master.id })
  for (const m of [second, third]) await office.take('dispatcher', m, '并单', { 主件: master.number }, 'merged')

  await test.step('a source is locked: nothing but undoing and remarks', async () => {
    const page = await office.open('dispatcher', second, 'cases')
    for (const act of ['派单', '不予受理', '更正登记信息', '派前会商']) expect(await offered(page, act), act).toBe(false)
    expect(await offered(page, '撤销并单')).toBe(true)
    await expect(detail(page).getByText('主件', { exact: true })).toBeVisible()
  })
  await test.step('both sides are on record, and the citizen is told', async () => {
    const page = await office.open('dispatcher', master, 'cases')
    await expect(detail(page).getByText('并入件', { exact: true })).toHaveCount(2)
    await citizen.goto(`/#/track/case/${third.id}`)
    await expect(citizen.locator('.sentence')).toContainText('已并入同一问题一并办理')
    await expect(citizen.locator('body')).not.toContainText(master.title)
  })
  await test.step('one is taken out again, with a reason', async () => {
    await office.refused('clerk', second, 'unmerge', '撤销并单', { reason: 'x' })
    await office.take('dispatcher', second, '撤销并单', { 理由: '不是同一处路面' }, 'accepted', 'cases')
    const page = await office.open('dispatcher', master, 'cases')
    await expect(detail(page).getByText('并入件', { exact: true })).toHaveCount(1)
    await expect(async () => {
      const line = await office.read<{ items: { act: string; fields?: Record<string, string> }[] }>(second, '/timeline')
      expect(line.items.find((i) => i.act === 'unmerge')?.fields?.reason).toBe('不是同一处路面')
    }).toPass()
  })
  await test.step('what is still merged is answered and closed with its master', async () => {
    await office.behind.act('dispatcher', master.id, 'dispatch', { department: await office.behind.unit('clerk') })
    await office.behind.act('clerk', master.id, 'sign')
    await office.behind.answer(master.id, '整段路面已修补。')
    await office.behind.act('surveyor', master.id, 'survey', { contacted: 'yes', solved: 'yes', satisfied: '5' })
    await office.stands(third, 'closed')
    await expect(citizen.locator('.reply')).toContainText('整段路面已修补。')
  })
  await office.close()
})
