import { expect, test, type Page } from '@playwright/test'
import { ask, input, waitForPerson } from './citizen'
import { counter, detail, leave, openCase, pick, sit } from './desk'

test.describe.configure({ timeout: 120_000 })
test.use({ actionTimeout: 10_000 })

/** A word that no other run uses: lines and titles are found by it. */
const stamp = () => Date.now().toString(36).toUpperCase()

/** What the citizen reads from a person, in the order it came. */
const fromAgent = (page: Page) => page.locator('.line.agent .bubble')

test('the whole line: question, person, complaint, department, reply, rating, audit', async ({ page, browser, baseURL }) => {
  const mark = stamp()
  const title = `样板路路面破损 ${mark}`
  const publicReply = `样板路中段已修补完毕并恢复通行（${mark}），欢迎监督。`
  let number = ''
  let talk = ''

  await test.step('citizen: an answer, the next question in its context, a downvote with a reason', async () => {
    await page.goto('/')
    await ask(page, '居住证怎么办理')
    await expect(page.getByRole('heading', { level: 2, name: '居住证怎么办理' })).toBeVisible()
    await ask(page, '需要什么材料')
    await expect(page.getByText('关于居住证')).toBeVisible()
    await expect(page.getByRole('heading', { level: 2, name: /居住证.*材料/ })).toBeVisible()
    await page.getByRole('button', { name: '没解决' }).last().click()
    await page.getByRole('group', { name: '哪里不对？' }).getByRole('button', { name: '没解决' }).click()
    await expect(page.getByText('已记录：没解决')).toBeVisible()
  })

  await test.step('citizen: a reload resumes the talk', async () => {
    await page.reload()
    await expect(page.getByText('已记录：没解决')).toBeVisible()
    await expect(page.locator('.line.mine')).toHaveText([/居住证怎么办理/, /需要什么材料/])
  })

  const agent = await sit(browser, baseURL, 'agent2')
  const waiting = agent.getByRole('region', { name: '排队中' })
  await expect(agent).toHaveURL(/\/desk\/bench/)
  await expect(waiting).toBeVisible()

  await test.step('citizen: asks for a person and sees the place in the queue', async () => {
    await page.getByRole('button', { name: '转人工', exact: true }).click()
    talk = await waitForPerson(page)
  })

  const second = await page.context().newPage()
  await second.goto('/')
  await expect(second.getByRole('heading', { name: '正在排队等待人工' })).toBeVisible()

  await test.step('agent: the talk appears by itself, is taken and answered; both tabs of the citizen move', async () => {
    const row = waiting.getByRole('link', { name: `市民 ${talk}` })
    await expect(row).toBeVisible()
    await row.click()
    await expect(agent.getByRole('button', { name: '智能客服已试 2 条，未解决' })).toBeVisible()
    await agent.getByRole('button', { name: /^接入/ }).click()
    for (const tab of [page, second]) await expect(tab.getByText('坐席 示范坐席二号 正在为您服务')).toBeVisible()
    const box = agent.getByLabel('回复市民')
    await box.fill('您好，请问还需要办理什么？')
    await box.press('Enter')
    for (const tab of [page, second]) await expect(fromAgent(tab)).toHaveText(['您好，请问还需要办理什么？'])
  })

  await test.step('citizen: answers; the agent and the other tab see it', async () => {
    const line = `样板路中段路面破损一个月，雨天积水 ${mark}`
    await input(page).fill(line)
    await input(page).press('Enter')
    await expect(agent.getByRole('log').getByText(line)).toHaveCount(1)
    await expect(second.locator('.line.mine').last()).toContainText(line)
    await second.close()
  })

  await test.step('agent: a complaint by the form, prefilled with the citizen’s words', async () => {
    const form = agent.getByRole('tabpanel', { name: '诉求' })
    await expect(form.getByLabel('内容')).toHaveValue(/雨天积水/)
    await expect(form.getByRole('radio', { name: '转为诉求工单' })).toBeChecked()
    await pick(agent, form.getByLabel('诉求分类'), '道路破损')
    await pick(agent, form.getByLabel('区域'), '城东区')
    await form.getByLabel('标题').fill(title)
    await form.getByLabel('地点').fill('城东区样板路中段')
    await form.getByRole('button', { name: /^登记诉求/ }).click()
    await expect(form.getByText('已转为诉求工单')).toBeVisible()
  })

  await test.step('citizen: is told, and finds the case under 进度查询', async () => {
    await expect(page.getByText('已为您登记诉求，可在“进度查询”查看。')).toBeVisible()
    await page.getByRole('link', { name: '进度查询' }).click()
    await page.getByRole('link', { name: title }).click()
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
    const kicker = page.locator('.verdict .kicker')
    await expect(kicker).toContainText('待受理')
    number = (await kicker.textContent())!.replace('待受理', '').trim()
    expect(number).not.toBe('')
  })

  await test.step('agent: ends the talk', async () => {
    await agent.getByRole('button', { name: '结束会话' }).click()
    await agent.getByRole('dialog').getByRole('button', { name: '结束会话' }).click()
    await expect(agent.getByText(/^会话已结束/).first()).toBeVisible()
    await leave(agent)
  })

  await test.step('dispatcher: accepts, and dispatches to the unit of the duty list', async () => {
    const desk = await sit(browser, baseURL, 'dispatcher')
    await counter(desk, '待受理').click()
    const d = await openCase(desk, title)
    await d.getByRole('button', { name: '受理', exact: true }).click()
    await desk.getByRole('dialog').getByRole('button', { name: '受理', exact: true }).click()
    await d.getByRole('button', { name: '派单', exact: true }).click()
    const form = desk.getByRole('dialog')
    await expect(form.getByText('城东区住建局').last()).toBeVisible()
    await form.getByRole('button', { name: '派单', exact: true }).click()
    await expect(form).toBeHidden()
    // What is dispatched leaves the queue, and the next one opens.
    await expect(desk.getByRole('link', { name: title })).toHaveCount(0)
    await leave(desk)
  })

  await test.step('citizen: the page moved by itself', async () => {
    await expect(page.locator('.sentence')).toContainText('城东区住建局')
  })

  await test.step('clerk: finds it in the inbox, signs and replies by the keyboard', async () => {
    const desk = await sit(browser, baseURL, 'clerk')
    await expect(desk).toHaveURL(/\/desk\/inbox/)
    await counter(desk, '待签收').click()
    const d = await openCase(desk, title)
    await expect(d.getByRole('button', { name: '签收 (S)' })).toBeVisible()
    await desk.keyboard.press('s')
    await expect(d.getByRole('button', { name: '答复 (R)' })).toBeVisible()
    await desk.keyboard.press('r')
    const form = desk.getByRole('dialog')
    await form.getByLabel('办理记录（内部）').fill('11 月 24 日现场查勘，沥青冷补 12 平方米。')
    await form.getByLabel('答复（公开给诉求人）').fill(publicReply)
    await expect(form.getByRole('complementary', { name: '市民看到的样子' })).toContainText(publicReply)
    for (const ask of await form.getByRole('group', { name: /逐项核对/ }).getByRole('checkbox').all()) await ask.check()
    await desk.keyboard.press('Control+Enter')
    await expect(form).toBeHidden()
    await expect(detail(desk).locator('.reply-box:not(.inside)')).toHaveText(publicReply)
    await expect(detail(desk).locator('.reply-box.inside')).toContainText('沥青冷补')
    await leave(desk)
  })

  await test.step('citizen: nothing of the reply before it is reviewed', async () => {
    await expect(page.locator('.verdict .kicker')).toContainText('审核中')
    await expect(page.getByText(publicReply)).toHaveCount(0)
  })

  await test.step('reviewer: passes the reply', async () => {
    const desk = await sit(browser, baseURL, 'reviewer')
    const d = await openCase(desk, title)
    await expect(d.locator('.reply-box:not(.inside)')).toHaveText(publicReply)
    await desk.keyboard.press('y')
    await expect(desk.getByRole('link', { name: title })).toHaveCount(0)
    await leave(desk)
  })

  await test.step('citizen: reads the reply and rates it; the case is closed', async () => {
    await expect(page.getByRole('heading', { name: '城东区住建局 答复' })).toBeVisible()
    await expect(page.getByText(publicReply)).toBeVisible()
    await page.getByRole('group', { name: '承办单位联系您了吗？' }).getByRole('radio', { name: '已联系', exact: true }).check()
    await page.getByRole('group', { name: '问题解决了吗？' }).getByRole('radio', { name: '已解决', exact: true }).check()
    await page.getByRole('group', { name: '对办理满意吗？' }).getByRole('radio', { name: '满意', exact: true }).check()
    await page.getByRole('button', { name: '提交', exact: true }).click()
    await expect(page.getByText('感谢您的评价')).toBeVisible()
    await expect(page.locator('.verdict .kicker')).toContainText('已办结')
  })

  await test.step('auditor: opens it by its number; acts, viewers, workflow history', async () => {
    const desk = await sit(browser, baseURL, 'auditor')
    await expect(desk).toHaveURL(/\/desk\/audit/)
    await desk.getByLabel('查找工单').fill(number)
    await desk.getByLabel('查找工单').press('Enter')
    await expect(desk.getByRole('heading', { name: title })).toBeVisible()
    await expect(desk.locator('.timeline > li .strong')).toHaveText(['登记', '受理', '派单', '签收', '答复', '审核通过', '回访评价'])
    await desk.getByRole('button', { name: '上一步' }).click()
    await expect(desk.getByText('6 / 7')).toBeVisible()
    await expect(desk.locator('.timeline > li')).toHaveCount(6)
    const viewers = desk.getByRole('list', { name: '谁看过' })
    for (const name of ['示范派单员', '示范经办人', '示范审核员']) await expect(viewers).toContainText(name)
    await desk.getByRole('button', { name: '解密查看（记录在案）' }).click()
    const history = desk.getByRole('list', { name: '流程历史' })
    await expect(history.getByText('WorkflowExecutionStarted')).toBeVisible()
    await expect(history.getByText('WorkflowExecutionUpdateCompleted').first()).toBeVisible()
    await leave(desk)
  })
})

test('a line typed while the server answers 503 is kept and sent once, in both tabs', async ({ page }) => {
  await page.goto('/')
  await ask(page, '居住证怎么办理')
  const second = await page.context().newPage()
  await second.goto('/')
  await expect(second.locator('.line.mine')).toHaveCount(1)
  const keys: string[] = []
  await page.route('**/api/v1/conversations/*/utterances', async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    keys.push(route.request().headers()['idempotency-key'] ?? '')
    if (keys.length > 2) return route.continue()
    await route.fulfill({
      status: 503,
      headers: { 'Retry-After': '1' },
      contentType: 'application/problem+json',
      body: JSON.stringify({ code: 'engine_unavailable', status: 503, title: '流程服务暂时不可用，请稍后再试', title_en: 'The workflow engine is unavailable; try again shortly', request_id: 'line' }),
    })
  })
  await input(page).fill('需要什么材料')
  await input(page).press('Enter')
  await expect(page.locator('.line.mine.pending')).toContainText('需要什么材料')
  await expect.poll(() => keys.length, { timeout: 20_000 }).toBe(3)
  await expect(page.locator('.pending')).toHaveCount(0)
  expect(new Set(keys).size).toBe(1)
  for (const tab of [page, second]) {
    await expect(tab.getByText('关于居住证')).toBeVisible()
    await expect(tab.locator('.line.mine')).toHaveText([/居住证怎么办理/, /需要什么材料/])
  }
  await page.reload()
  await expect(page.locator('.line.mine')).toHaveText([/居住证怎么办理/, /需要什么材料/])
})

test('a line that waits in one tab outlives a reload although another tab talks on', async ({ page }) => {
  await page.goto('/')
  await ask(page, '居住证怎么办理')
  const second = await page.context().newPage()
  await second.goto('/')
  await expect(second.locator('.line.mine')).toHaveCount(1)
  await page.route('**/api/v1/conversations/*/utterances', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()))
  await input(page).fill('需要什么材料')
  await input(page).press('Enter')
  await expect(page.locator('.pending')).toContainText('需要什么材料')
  await ask(second, '居住证怎么办理')
  await page.unroute('**/api/v1/conversations/*/utterances')
  await page.reload()
  await expect(page.locator('.line.mine:not(.pending)').filter({ hasText: '需要什么材料' })).toHaveCount(1)
})
