import { expect, test, type APIRequestContext, type Browser, type Page } from '@playwright/test'
import { begin } from './casework'
import { clean, freshKey, password, post, staff } from './staff'

test.use({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' } as object)
test.describe.configure({ timeout: 120_000 })

interface Registered {
  id: string
  number: string
}

/** A citizen's case, dispatched to the clerk's department by the dispatcher; each in a browser of their own. */
async function dispatched(browser: Browser, title: string): Promise<Registered> {
  const citizen = await browser.newContext()
  const office = await browser.newPage()
  try {
    await citizen.request.get('/api/v1/city?visit=1')
    const made = await post<Registered>(citizen.request, '/cases', {
      kind: 'help', class: 'city-light', title, content: '三盏路灯连续不亮，晚上走路看不清。', place: '样板路 12 号', district: 'east',
      contact: { name: '王测试', phone: '13800002031', address: '城东区样板路 12 号' },
    })
    await staff(office, 'dispatcher')
    const act = (name: string, fields: Record<string, string>) => post(office.context().request, `/cases/${made.id}/actions/${name}`, { rev: 0, fields })
    await act('accept', {})
    await act('dispatch', { department: await clerkDepartment(browser) })
    return made
  } finally {
    await citizen.close()
    await office.context().close()
  }
}

/** The department of the demonstration clerk, by its path. */
async function clerkDepartment(browser: Browser): Promise<string> {
  const page = await browser.newPage()
  try {
    await staff(page, 'clerk')
    const get = async <T>(p: string) => (await (await page.context().request.get(`/api/v1${p}`)).json()) as T
    const me = await get<{ dept_path: string }>('/session')
    const all = await get<{ items: { id: string; path: string }[] }>('/departments')
    return all.items.find((d) => d.path === me.dept_path)!.id
  } finally {
    await page.context().close()
  }
}

/** A citizen who asked and wants a person. */
async function waiting(request: APIRequestContext, text: string): Promise<string> {
  await request.get('/api/v1/city?visit=1')
  const { id } = await post<{ id: string }>(request, '/conversations', { text })
  await post(request, `/conversations/${id}/actions/request_human`, { rev: 0, fields: {} })
  return id
}

test('signing in: a demo account is offered, a wrong password is explained', async ({ page }) => {
  await page.goto('/desk/?user=clerk2')
  await expect(page.getByLabel('账号', { exact: true })).toHaveValue('clerk2')
  // A name of its own, so that running this again locks nobody out.
  await page.getByLabel('账号', { exact: true }).fill(`nobody-${Date.now().toString(36)}`)
  await page.getByLabel('密码', { exact: true }).fill('not-the-password')
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('用户名或密码不正确')
  await clean(page, 'sign-in')
  await page.getByRole('button', { name: /示范经办人二号/ }).click()
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.getByRole('button', { name: /^(loading )?登录$/ }).click()
  await expect(page.getByRole('heading', { name: '待办工单' })).toBeVisible()
})

const pages: [user: string, path: string, heading: string, darkToo: boolean][] = [
  ['supervisor', '/desk/board', '督办大屏', true],
  ['supervisor', '/desk/board?wall=1', '运行大屏', false],
  ['supervisor', '/desk/cases', '工单', true],
  ['supervisor', '/desk/messages', '留言', false],
  ['agent', '/desk/bench', '坐席工作台', true],
  ['supervisor', '/desk/leader', '值班长', true],
  ['clerk', '/desk/inbox', '待办工单', true],
  ['dispatcher', '/desk/dispatch', '派单', true],
  ['reviewer', '/desk/review', '答复审核', true],
  ['surveyor', '/desk/survey', '回访', true],
  ['supervisor', '/desk/approvals?show=orders', '审批', true],
  ['lead', '/desk/unit?show=load', '本单位', true],
  ['editor', '/desk/kb?id=new', '知识库', true],
  ['editor', '/desk/kb?ask=%E5%B1%85%E4%BD%8F%E8%AF%81%E6%80%8E%E4%B9%88%E5%8A%9E', '知识库', false],
  ['analyst', '/desk/stats', '数据分析', true],
  ['auditor', '/desk/audit?tab=ledger', '审计', false],
]

for (const tone of ['light', 'dark'] as const) {
  test(`desk pages are accessible: ${tone}`, async ({ browser }) => {
    for (const user of [...new Set(pages.map(([u]) => u))]) {
      const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: tone, reducedMotion: 'reduce' })).newPage()
      await staff(page, user)
      for (const [, path, heading] of pages.filter(([u, , , dark]) => u === user && (tone === 'light' || dark))) {
        await page.goto(path)
        await expect(page.getByRole('heading', { level: 1 }).filter({ hasText: heading })).toBeAttached()
        await clean(page, `${path} ${tone}`)
      }
      await page.context().close()
    }
  })
}

test('a clerk signs and replies with the keyboard alone', async ({ page, browser }) => {
  const title = `路灯 ${freshKey().slice(-10)}`
  const made = await dispatched(browser, title)
  await staff(page, 'clerk')
  await page.goto('/desk/inbox?show=sign')
  await expect(page.locator(`[data-row="${made.id}"]`)).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.keyboard.type(made.number)
  await page.keyboard.press('Enter')
  const detail = page.getByRole('article', { name: made.number })
  await expect(detail).toBeVisible()
  await page.keyboard.press('s')
  await expect(detail.locator('.stage').first()).toHaveText('办理中')
  await clean(page, 'case detail')
  await page.keyboard.press('r')
  const form = page.getByRole('dialog', { name: '答复' })
  await expect(form.getByLabel('办理记录（内部）')).toBeFocused()
  await page.keyboard.type('已到现场更换灯具。')
  await page.keyboard.press('Tab')
  await page.keyboard.type('路灯今日已修好，感谢您的反映。')
  await expect(form.getByLabel('市民看到的样子')).toContainText('路灯今日已修好')
  await clean(page, 'reply form')
  await page.keyboard.press('Control+Enter')
  // The self-check names what nobody ticked as answered; sent again, it goes out.
  await expect(form.getByRole('alert')).toContainText('没有勾选')
  await page.keyboard.press('Control+Enter')
  await expect(form).toBeHidden()
  await expect(detail.locator('.stage').first()).toHaveText('待审核')
  await page.keyboard.press('Escape')
  await expect(detail).toBeHidden()
})

test('whoever comes second is told and sees the latest', async ({ page, browser }) => {
  const made = await dispatched(browser, '先到先办')
  await staff(page, 'clerk')
  await page.goto(`/desk/inbox?id=${made.id}`)
  await begin(page, '备注')
  await page.getByLabel('说明').fill('与同事核对')
  await post(page.context().request, `/cases/${made.id}/actions/sign`, { rev: 0, fields: {} })
  await page.getByRole('dialog').getByRole('button', { name: '备注' }).click()
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('他人已先处理')
  await expect(page.getByRole('dialog').getByRole('status')).toContainText('签收')
  await expect(page.getByLabel('说明')).toHaveValue('与同事核对')
  await page.getByRole('dialog').getByRole('button', { name: '备注' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(page.getByRole('article', { name: made.number }).locator('.stage').first()).toHaveText('办理中')
})

test('an agent takes a talk, answers, and opens a case from it', async ({ page, browser }) => {
  const citizen = await browser.newContext()
  const id = await waiting(citizen.request, '河园小区三幢电梯又停了')
  await staff(page, 'agent2')
  await page.goto('/desk/bench')
  const row = page.locator(`[data-row="${id}"]`)
  await expect(row).toContainText('等待')
  await row.click()
  await expect(page.getByRole('heading', { name: /市民/ })).toBeVisible()
  await page.keyboard.press('Alt+t')
  const box = page.getByLabel('回复市民')
  await expect(box).toBeVisible()
  await box.fill('您好，我来帮您登记')
  await inputMethodEnter(page)
  await expect(box).toHaveValue('您好，我来帮您登记')
  await box.press('Enter')
  await expect(page.getByRole('log')).toContainText('您好，我来帮您登记')
  await expect(page.locator('.line.sending')).toHaveCount(0)
  // The citizen's line appears by itself.
  await post(citizen.request, `/conversations/${id}/utterances`, { text: '老人被困在家里' })
  await expect(page.getByRole('log')).toContainText('老人被困在家里')
  await clean(page, 'bench with a talk')
  await page.getByRole('button', { name: /^登记诉求/ }).click()
  await expect(page.getByText('已转为诉求工单').first()).toBeVisible()
  await post(citizen.request, `/conversations/${id}/actions/end`, { rev: 0, fields: {} })
  await expect(page.getByText('会话已结束', { exact: false }).first()).toBeVisible()
  await citizen.close()
})

/** Enter while an input method composes: it ends the word and must not send. */
async function inputMethodEnter(page: Page): Promise<void> {
  await page.getByLabel('回复市民').evaluate((el) => {
    el.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: true, bubbles: true, cancelable: true } as KeyboardEventInit))
  })
}

test('a phone is enough for the inbox', async ({ browser }) => {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' })
  await staff(page, 'clerk')
  await page.goto('/desk/inbox')
  await expect(page.getByRole('heading', { name: '待办工单' })).toBeVisible()
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(wide).toBeLessThanOrEqual(0)
  await page.context().close()
})

test('an article is written, previewed, published, tried and withdrawn', async ({ page }) => {
  const word = `试验事项${Date.now().toString(36)}`
  await staff(page, 'editor')
  await page.goto(`/desk/kb?id=new&q=${encodeURIComponent(`${word}怎么办理`)}`)
  await expect(page.getByLabel('标准问')).toHaveValue(`${word}怎么办理`)
  await page.getByLabel('分类', { exact: true }).last().fill('示范/试验')
  await page.getByLabel('文字', { exact: true }).fill('到政务服务中心一楼办理。')
  await page.getByRole('button', { name: '步骤', exact: true }).click()
  await page.getByLabel('第 1 步', { exact: true }).fill('带身份证')
  await page.getByRole('button', { name: '上移第 2 块' }).click()
  const preview = page.getByLabel('手机预览')
  await expect(preview).toContainText('带身份证')
  await expect(preview).toContainText(/带身份证[\s\S]*一楼办理/)
  await page.getByRole('button', { name: '添加相似问' }).click()
  await page.getByLabel('相似问 1', { exact: true }).fill(`${word}去哪里办`)
  await page.getByRole('button', { name: '发布', exact: true }).click()
  await expect(page.getByText('已发布，一秒内生效')).toBeVisible()
  await expect(page).toHaveURL(/id=a-/)
  await expect(page.locator('.actbar')).toContainText('已发布 v1')
  const article = page.url()
  await page.goto(`/desk/kb?ask=${encodeURIComponent(`${word}去哪里办`)}`)
  await expect(page.locator('.candidates li').first()).toContainText(word)
  await page.goto(article)
  await page.getByRole('button', { name: '下线', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: '下线' }).click()
  await expect(page.locator('.actbar')).toContainText('已下线')
})
