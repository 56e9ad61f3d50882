import { expect, test, type APIRequestContext, type Page } from '@playwright/test'
import { ask, input, waitForPerson } from './citizen'
import { leave, pick, sit } from './desk'
import { clean, post } from './staff'

// Both stories have the same agent; a hand-over takes everything out of that agent's hands.
test.describe.configure({ timeout: 150_000, mode: 'serial' })
test.use({ actionTimeout: 15_000 })

const stamp = () => Date.now().toString(36).toUpperCase()

/** A citizen of the API who waits for a person; the talk's id. */
async function waiting(request: APIRequestContext, text: string): Promise<string> {
  await request.get('/api/v1/city?visit=1')
  const { id } = await post<{ id: string }>(request, '/conversations', { text })
  await post(request, `/conversations/${id}/actions/request_human`, { rev: 0, fields: {} })
  return id
}

const log = (page: Page) => page.getByRole('log')
const panes = (page: Page) => page.getByRole('navigation', { name: '打开的会话、来电和工单' })
const row = (page: Page, region: string | RegExp, talk: string) => page.getByRole('region', { name: region }).getByRole('link', { name: `市民 ${talk}` })

/** Chooses the second agent in a list of colleagues, until the choice stands: the list may still be filling, or moving, when it opens. */
async function colleague(page: Page, label: string): Promise<void> {
  const box = page.getByRole('dialog').getByLabel(label)
  const chosen = page.getByRole('dialog').locator('.ant-select').filter({ has: page.getByLabel(label) })
  await expect(async () => {
    const list = page.locator('.ant-select-dropdown:visible')
    if (!(await list.count())) await box.click({ timeout: 3_000 })
    await list.getByText(/^示范坐席二号 · 8002/).click({ timeout: 3_000 })
    await expect(chosen).toContainText('示范坐席二号', { timeout: 2_000 })
  }).toPass({ timeout: 30_000, intervals: [250, 500, 1000] })
}

test('a talk goes from hand to hand, with help beside it, to a civil end', async ({ page, browser, baseURL }) => {
  const mark = stamp()
  await page.goto('/')
  await ask(page, '居住证怎么办理')
  await page.getByRole('button', { name: '没解决' }).last().click()
  await page.getByRole('group', { name: '哪里不对？' }).getByRole('button', { name: '没解决' }).click()
  await page.getByRole('button', { name: '转人工', exact: true }).click()
  const talk = await waitForPerson(page)
  const agent = await sit(browser, baseURL, 'agent3')
  const second = await sit(browser, baseURL, 'agent2')
  await post(second.context().request, '/presence', { presence: 'online', reason: '' })
  const leader = await sit(browser, baseURL, 'supervisor')
  await leader.goto('/desk/leader')
  const box = agent.getByLabel('回复市民')

  await test.step('the agent takes it and greets with a canned reply; an input method’s Enter sends nothing', async () => {
    await row(agent, '排队中', talk).click()
    await agent.getByRole('button', { name: /^接入 Alt T/ }).click()
    await box.fill('/问候')
    await expect(agent.getByRole('option', { name: /问候/ })).toBeVisible()
    await box.press('Enter')
    await expect(box).toHaveValue('市民朋友您好，我是 8003 号坐席，请问有什么可以帮您？')
    await box.evaluate((el) => el.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: true, bubbles: true, cancelable: true } as KeyboardEventInit)))
    await expect(box).not.toHaveValue('')
    await box.press('Enter')
    await expect(page.locator('.line.agent .bubble')).toContainText('8003 号坐席')
  })

  await test.step('a canned reply with a variable that is not known yet is not sent', async () => {
    await box.fill('/已登记')
    await box.press('Enter')
    await expect(agent.getByText('请先填写：query_code、due')).toBeVisible()
    await expect(agent.getByRole('button', { name: '发送', exact: true })).toBeDisabled()
  })

  await test.step('a draft survives a reload, and so does what is open', async () => {
    await box.fill(`正在核实 ${mark}`)
    await agent.reload()
    await expect(panes(agent).getByRole('button', { name: new RegExp(`^1 市民 ${talk}`) })).toBeVisible()
    await expect(box).toHaveValue(`正在核实 ${mark}`)
    await box.fill('')
  })

  await test.step('the agent asks the leader; the leader whispers; the citizen sees nothing of it', async () => {
    await agent.keyboard.press('Alt+q')
    const dialog = agent.getByRole('dialog')
    await pick(agent, dialog.getByLabel('请谁协助'), '示范督办员 · 值班长')
    await dialog.getByLabel('想问什么').fill(`能否承诺时限 ${mark}`)
    await dialog.getByRole('button', { name: /^求\s?助$/ }).click()
    await expect(dialog).toBeHidden()
    await expect(agent.getByText('示范督办员 协助中')).toBeVisible()
    await row(leader, '正在进行的会话', talk).click()
    await expect(log(leader).getByText(`能否承诺时限 ${mark}`)).toBeVisible()
    await expect(leader.getByLabel('回复市民')).toHaveCount(0)
    await leader.getByLabel('内部提示，市民看不到').fill(`先核实地址 ${mark}`)
    await leader.getByLabel('内部提示，市民看不到').press('Enter')
    await expect(log(agent).getByText(`先核实地址 ${mark}`)).toBeVisible()
    await clean(agent, 'bench with a whisper')
    await clean(leader, 'leader with a talk')
    // What comes after it arrives, and what came before it did not.
    await box.fill(`请稍候 ${mark}`)
    await box.press('Enter')
    await expect(page.getByText(`请稍候 ${mark}`)).toBeVisible()
    await expect(page.getByText(`先核实地址 ${mark}`)).toHaveCount(0)
    await expect(page.getByText(`能否承诺时限 ${mark}`)).toHaveCount(0)
  })

  await test.step('the agent transfers it to a colleague; the citizen is told in plain words', async () => {
    await agent.keyboard.press('Alt+z')
    const dialog = agent.getByRole('dialog')
    await colleague(agent, '转给同事')
    await dialog.getByLabel('说明').fill(`已核身份 ${mark}`)
    await dialog.getByRole('button', { name: /^转\s?接$/ }).click()
    await expect(dialog).toBeHidden()
    await expect(page.getByText('已转接给坐席 示范坐席二号，由其继续为您服务。')).toBeVisible()
    await expect(agent.getByText('这个会话已由他人接手')).toBeVisible()
    await row(second, '我的会话', talk).click()
    await expect(log(second).getByText(`已核身份 ${mark}`)).toBeVisible()
    await input(page).fill(`还在吗 ${mark}`)
    await input(page).press('Enter')
    await expect(second.getByText(/市民等待回复 \d+:\d\d/)).toBeVisible()
  })

  await test.step('the leader takes over and answers; the colleague has it no more', async () => {
    await expect(leader.getByRole('button', { name: '示范坐席二号' })).toBeVisible()
    await leader.getByRole('button', { name: /^接管/ }).click()
    await leader.getByRole('dialog').getByRole('button', { name: /^接\s?管$/ }).click()
    await expect(page.getByText('已转接给坐席 示范督办员，由其继续为您服务。')).toBeVisible()
    await expect(second.getByText('这个会话已由他人接手')).toBeVisible()
    await leader.getByLabel('回复市民').fill('您好，我是值班长。')
    await leader.getByLabel('回复市民').press('Enter')
    await expect(page.getByText('您好，我是值班长。')).toBeVisible()
  })

  await test.step('abuse: first a warning, then a civil end that does not name the agent', async () => {
    await leader.getByRole('button', { name: '更多' }).click()
    await expect(leader.getByRole('menuitem', { name: /终止服务（.*须先/ })).toBeVisible()
    await leader.getByRole('menuitem', { name: '文明提示', exact: true }).click()
    await leader.getByRole('dialog').getByRole('button', { name: /^发\s?送$/ }).click()
    await expect(page.getByText('请您文明用语')).toBeVisible()
    await leader.getByRole('button', { name: '更多' }).click()
    await leader.getByRole('menuitem', { name: '终止服务', exact: true }).click()
    const dialog = leader.getByRole('dialog')
    await dialog.getByRole('radio', { name: '骚扰坐席' }).check()
    await dialog.getByRole('button', { name: '终止服务' }).click()
    await expect(page.getByText('您的问题仍可拨打 12345 反映')).toBeVisible()
    await page.reload()
    await expect(page.getByText('您的问题仍可拨打 12345 反映')).toBeVisible()
    await expect(page.getByText('示范督办员')).toHaveCount(0)
    await expect(page.getByText('骚扰')).toHaveCount(0)
  })
  for (const p of [agent, second, leader]) await leave(p)
})

test('several talks at once by the keyboard, and a shift handed over', async ({ browser, baseURL }) => {
  const mark = stamp()
  const citizens = [await browser.newContext({ baseURL }), await browser.newContext({ baseURL })]
  const agent = await sit(browser, baseURL, 'agent3')
  const second = await sit(browser, baseURL, 'agent2')
  await post(second.context().request, '/presence', { presence: 'online', reason: '' })
  const ids: string[] = []
  for (const c of citizens) {
    const id = await waiting(c.request, '居住证怎么办理')
    ids.push(id)
    await post(agent.context().request, `/conversations/${id}/actions/take`, { rev: 0, fields: {} })
  }
  const name = (i: number) => ids[i]!.slice(-4).toUpperCase()
  for (const i of [0, 1]) await row(agent, '我的会话', name(i)).click()
  await expect(panes(agent).getByRole('listitem')).toHaveCount(2)

  await test.step('Alt with a number goes to a talk; what waits in another one is counted', async () => {
    await expect(panes(agent).getByRole('button', { name: new RegExp(`^2 市民 ${name(1)}`) })).toHaveAttribute('aria-current', 'true')
    await post(citizens[0]!.request, `/conversations/${ids[0]}/utterances`, { text: `第一位在吗 ${mark}` })
    const first = panes(agent).getByRole('button', { name: new RegExp(`^1 市民 ${name(0)}`) })
    await expect(first).toContainText('1 条未读')
    await expect(first).toContainText(/未回复 \d+:\d\d/)
    const box = agent.getByLabel('回复市民')
    await box.fill(`给第二位的草稿 ${mark}`)
    await agent.keyboard.press('Alt+1')
    await expect(log(agent).getByText(`第一位在吗 ${mark}`)).toBeVisible()
    await expect(first).not.toContainText('未读')
    await expect(box).toHaveValue('')
    await agent.keyboard.press('Alt+2')
    await expect(box).toHaveValue(`给第二位的草稿 ${mark}`)
    await agent.getByRole('button', { name: `关闭 市民 ${name(1)}` }).click()
    await expect(panes(agent).getByRole('listitem')).toHaveCount(1)
    await clean(agent, 'bench with panes')
  })

  const call = await post<{ id: string }>(agent.context().request, '/typed-calls', { number: '13800002031' })
  await test.step('a call stands beside the talks; what is typed about it survives a reload', async () => {
    await agent.locator(`[data-row="${call.id}"]`).getByRole('button').click()
    await expect(panes(agent).getByRole('listitem')).toHaveCount(2)
    await agent.getByLabel('内容').fill(`路灯不亮 ${mark}`)
    await agent.keyboard.press('Alt+1')
    await expect(agent.getByLabel('回复市民')).toBeVisible()
    await agent.keyboard.press('Alt+2')
    await agent.reload()
    await expect(agent.getByLabel('内容')).toHaveValue(`路灯不亮 ${mark}`)
  })

  await test.step('the shift is handed over with one note; the colleague reads it', async () => {
    await agent.getByRole('button', { name: /^接待状态/ }).click()
    await agent.getByRole('menuitem', { name: '交班…' }).click()
    const dialog = agent.getByRole('dialog')
    await colleague(agent, '接班同事')
    await dialog.getByLabel('交班说明').fill(`第一位等补照片 ${mark}`)
    await dialog.getByRole('button', { name: /^交\s?班$/ }).click()
    await expect(dialog).toBeHidden()
    await expect(agent.getByRole('button', { name: '接待状态：离线' })).toBeVisible()
    const note = second.getByRole('alert').filter({ hasText: `第一位等补照片 ${mark}` })
    await expect(note).toContainText('示范坐席三号 交班：会话 2、来电 1')
    for (const i of [0, 1]) await expect(second.locator(`[data-row="${ids[i]}"]`)).toBeVisible()
    await expect(second.locator(`[data-row="${call.id}"]`)).toContainText('我的来电')
    await note.getByRole('button', { name: '知道了' }).click()
    await expect(note).toHaveCount(0)
  })

  await test.step('signing out forgets what was typed', async () => {
    expect(await agent.evaluate(() => Object.keys(sessionStorage).filter((k) => k.startsWith('minhu.draft.')).length)).toBe(1)
    await agent.getByRole('button', { name: '示范坐席三号' }).click()
    await agent.getByRole('menuitem', { name: '退出登录' }).click()
    await expect(agent.getByRole('button', { name: '登录', exact: true })).toBeVisible()
    expect(await agent.evaluate(() => Object.keys(sessionStorage).filter((k) => k.startsWith('minhu.draft.')).length)).toBe(0)
  })
  await post(second.context().request, `/calls/${call.id}/actions/close`, { reason: 'test', note: '' })
  for (const [i, c] of citizens.entries()) {
    await post(c.request, `/conversations/${ids[i]}/actions/end`, { rev: 0, fields: {} })
    await c.close()
  }
  for (const p of [agent, second]) await leave(p)
})
