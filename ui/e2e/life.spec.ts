import { expect, test, type Page } from '@playwright/test'
import { accessible, fits } from './citizen'
import { Desk, raise } from './life'

test.describe.configure({ timeout: 120_000 })

const stamp = () => Date.now().toString(36).toUpperCase()
const act = (page: Page, name: RegExp) => page.locator('.now .row').filter({ hasText: name })
const sentence = (page: Page) => page.locator('.sentence')

test('what is asked for is given, a reminder has its time, an unsolved matter goes on', async ({ page, baseURL }) => {
  const desk = new Desk(baseURL!)
  const id = await raise(page, `路面破损 ${stamp()}`)
  await page.goto(`/#/track/case/${id}`)
  await expect(sentence(page)).toContainText('已登记')

  await test.step('asked for more: the question stands there, the answer goes with a picture', async () => {
    await desk.act('agent', id, 'ask_more', { question: '请问破损处靠近哪个路口？' })
    await expect(page.getByRole('heading', { name: '请您补充' })).toBeVisible()
    await expect(page.locator('.stand')).toContainText('请问破损处靠近哪个路口？')
    await page.getByLabel('要补充的情况').fill('靠近青年路与建设路口。')
    const png = await page.screenshot({ clip: { x: 0, y: 0, width: 40, height: 40 } })
    await page.locator('.act-form input[type=file]').setInputFiles({ name: '现场.png', mimeType: 'image/png', buffer: png })
    await expect(page.locator('.act-form .evidence img')).toBeVisible()
    await page.locator('.act-form').getByRole('button', { name: '提交', exact: true }).click()
    await expect(sentence(page)).toContainText('已登记')
    await expect(page.locator('.timeline')).toContainText('靠近青年路与建设路口。')
    const files = await page.context().request.get(`/api/v1/cases/${id}/attachments?as=citizen`)
    expect(((await files.json()) as { items: unknown[] }).items).toHaveLength(1)
  })

  await test.step('urged once; the second time is refused and says from when', async () => {
    await desk.handle(id)
    await expect(sentence(page)).toContainText('正在办理')
    await act(page, /催办/).getByText('催办', { exact: true }).click()
    await page.getByLabel('想说明的情况').fill('下雨后更严重了')
    await page.locator('.act-form').getByRole('button', { name: '提交', exact: true }).click()
    await expect(act(page, /催办/)).toContainText('距上次催办时间太短')
    await expect(act(page, /催办/)).toContainText('下次可以催办的时间')
  })

  await test.step('answered, rated as not solved, handled again by one tap', async () => {
    await desk.answer(id, '路面已修补。')
    await expect(page.locator('.reply')).toContainText('路面已修补。')
    await page.getByRole('radio', { name: '已联系', exact: true }).check()
    await page.getByRole('radio', { name: '未解决', exact: true }).check()
    await page.getByRole('radio', { name: '不满意', exact: true }).check()
    await page.locator('.act-form').getByRole('button', { name: '提交', exact: true }).click()
    await expect(page.locator('.timeline')).toContainText('您评价了办理结果')
    await page.getByRole('button', { name: /没解决，重新办理/ }).click()
    await expect(sentence(page)).toContainText('正在办理')
    await expect(page.locator('.timeline')).toContainText('没有解决，重新办理')
  })

  await desk.leave()
})

test('it happened again, and an objection is made once', async ({ page, baseURL }) => {
  const desk = new Desk(baseURL!)
  const title = `井盖松动 ${stamp()}`
  const id = await raise(page, title)
  await desk.handle(id)
  await desk.act('clerk', id, 'extension_apply', { days: '3', reason: '等待材料到货' })
  await desk.act('supervisor', id, 'extension_approve')
  await page.goto(`/#/track/case/${id}`)
  await expect(page.locator('.timeline')).toContainText('延长办理时间，新的期限')
  await expect(page.locator('.timeline')).toContainText('等待材料到货')
  await desk.answer(id, '井盖已更换。')
  await desk.act('surveyor', id, 'survey', { contacted: 'yes', solved: 'yes', satisfied: '4' })
  await expect(page.locator('.kicker')).toContainText('已办结')

  await test.step('objecting asks once more before it is sent, and cannot be done twice', async () => {
    await act(page, /提出异议/).getByText('提出异议', { exact: true }).click()
    await page.getByLabel('不认可的理由').fill('更换后仍有响声')
    await page.locator('.act-form').getByRole('button', { name: '提交', exact: true }).click()
    await expect(page.locator('.act-form')).toContainText('异议只能提出一次')
    await page.getByRole('button', { name: '再想想' }).click()
    await page.locator('.act-form').getByRole('button', { name: '提交', exact: true }).click()
    await page.getByRole('button', { name: '确定提出' }).click()
    await expect(page.getByText('您的异议正在复核')).toBeVisible()
    await expect(act(page, /提出异议/)).toContainText('暂时不能')
    await desk.act('supervisor', id, 'contest_reject', { reason: '现场复核无异响' })
    await expect(page.locator('.timeline')).toContainText('现场复核无异响')
    await expect(act(page, /提出异议/)).toContainText('您已提出过一次异议')
  })

  await test.step('published, the outcome is found by anybody', async () => {
    await desk.act('supervisor', id, 'publish')
    await page.goto('/#/public')
    await page.getByLabel('搜索').fill(title)
    await page.getByRole('button', { name: '搜索' }).click()
    await expect(page.locator('.public details')).toHaveCount(1)
    await page.locator('.public summary').click()
    await expect(page.locator('.public .reply')).toContainText('井盖已更换。')
    await expect(page.locator('.public')).not.toContainText('青年路')
  })

  await test.step('it happened again: the same case goes on', async () => {
    await page.goto(`/#/track/case/${id}`)
    await page.getByRole('button', { name: /又发生了/ }).click()
    await page.getByLabel('这次是什么情况').fill('又松了')
    await page.getByLabel('哪一天发生的').fill(new Date().toISOString().slice(0, 10))
    await page.locator('.act-form').getByRole('button', { name: '提交', exact: true }).click()
    await expect(sentence(page)).toContainText('已受理')
    await expect(page.locator('.timeline')).toContainText('又发生了')
  })

  await test.step('withdrawing asks once more', async () => {
    await page.getByRole('button', { name: /撤回/ }).click()
    await page.getByLabel('撤回原因').fill('已经好了')
    await page.locator('.act-form').getByRole('button', { name: '提交', exact: true }).click()
    await page.getByRole('button', { name: '确定撤回' }).click()
    await expect(sentence(page)).toContainText('撤回')
  })
  await desk.leave()
})

test('without script: the short link, and the rating of an SMS', async ({ browser, page, baseURL }) => {
  const desk = new Desk(baseURL!)
  const id = await raise(page, `路灯不亮 ${stamp()}`)
  await desk.handle(id)
  await desk.answer(id, '路灯已修复。')
  const mine = (await (await page.context().request.get(`/api/v1/mine?as=citizen`)).json()) as { cases: { id: string; query_code: string }[] }
  const code = mine.cases.find((c) => c.id === id)!.query_code
  const { survey_path } = (await (await page.context().request.get(`/api/v1/cases/${id}?as=citizen`)).json()) as { survey_path: string }
  const old = await browser.newContext({ baseURL, javaScriptEnabled: false, locale: 'zh-CN', viewport: { width: 320, height: 640 } })
  const p = await old.newPage()
  await p.goto(`/t/${code.replace(/-/g, '').toLowerCase()}`)
  await expect(p.getByLabel('查询码')).toHaveValue(code)
  await p.getByLabel('手机号后四位').fill('2031')
  await p.getByRole('button', { name: '查询' }).click()
  await expect(p.getByText('路灯已修复。')).toBeVisible()
  await p.goto(survey_path)
  await p.getByRole('group', { name: /承办单位联系您了吗/ }).getByText('已联系', { exact: true }).click()
  await p.getByRole('group', { name: /问题解决了吗/ }).getByText('已解决', { exact: true }).click()
  await p.getByRole('group', { name: /对办理满意吗/ }).locator('label').first().click()
  await p.getByRole('button', { name: '提交评价' }).click()
  await expect(p.getByText('感谢您的评价')).toBeVisible()
  await p.goto(survey_path)
  await expect(p.getByText('链接已失效')).toBeVisible()
  await old.close()
  await desk.leave()
})

const dressed: [string, (page: Page) => Promise<unknown>][] = [
  ['light', async () => undefined],
  ['dark', (page) => page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })],
  ['大字版', (page) => page.addInitScript(() => localStorage.setItem('minhu.settings', JSON.stringify({ text: 'normal', big: true })))],
]

for (const [name, dress] of dressed) {
  test(`a matter's pages are accessible and fit an old phone: ${name}`, async ({ page, baseURL }) => {
    const desk = new Desk(baseURL!)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await dress(page)
    const id = await raise(page, `积水 ${stamp()}`, { on_behalf_relation: 'family' })
    await desk.handle(id)
    await desk.act('agent', id, 'ask_more', { question: '请问积水多深？' })
    // Tall enough for the whole page in large type: the bar at the foot covers what one has yet to scroll to, and that is no fault.
    await page.setViewportSize({ width: 320, height: 7000 })
    await page.goto(`/#/track/case/${id}`)
    await expect(page.getByRole('heading', { name: '请您补充' })).toBeVisible()
    await accessible(page)
    await fits(page)
    await desk.act('agent', id, 'supplement', { content: '没过脚面' })
    await desk.answer(id, '已疏通。')
    await expect(page.getByRole('group', { name: '问题解决了吗？' })).toBeVisible()
    await accessible(page)
    await fits(page)
    const { survey_path } = (await (await page.context().request.get(`/api/v1/cases/${id}?as=citizen`)).json()) as { survey_path: string }
    for (const path of ['/#/public', '/#/public/messages', '/track', survey_path, '/survey/none']) {
      await page.goto(path)
      await expect(page.locator('h1')).toBeVisible()
      await expect(page.locator('.skeleton')).toHaveCount(0)
      await accessible(page)
      await fits(page)
    }
    await page.goto('/#/')
    if (name === '大字版') await expect(page.getByRole('button', { name: /问一问/ })).toBeVisible()
    await fits(page)
    await desk.leave()
  })
}
