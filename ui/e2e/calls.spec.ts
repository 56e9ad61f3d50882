import { expect, test, type Browser } from '@playwright/test'
import { leave, sit } from './desk'
import { clean, freshKey, post } from './staff'

// Not the block that the demonstration city's people have.
const number = () => `1391${String(Math.floor(Math.random() * 10_000_000)).padStart(7, '0')}`

test('a call is taken in under a minute of keys, and becomes a case', async ({ browser, baseURL }) => {
  const page = await sit(browser, baseURL, 'agent')
  await page.keyboard.press('Control+k')
  await page.keyboard.press('Escape')
  await page.keyboard.press('g')
  await page.keyboard.press('l')
  await expect(page.getByRole('region', { name: '来电与回电' })).toBeVisible()
  const from = Date.now()
  const phone = number()
  await page.keyboard.press('Alt+n')
  await page.keyboard.type(phone)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: '来电', exact: true }).first()).toBeVisible()
  await expect(page.getByLabel('内容')).toBeFocused()
  const words = `中山路路灯${Date.now()}号杆起整条街都不亮，晚上走路看不清，已经三天了，请尽快维修`
  await page.keyboard.type(words)
  await expect(page.getByLabel('标题')).toHaveValue(/中山路路灯/)
  const guesses = page.getByRole('list', { name: '建议的分类' })
  // A small city has too few cases for a model; then the class is left to the dispatcher.
  const known = await post<{ items: unknown[] }>(page.context().request, '/class-suggestions', { title: '', content: words, district: '' })
  if (known.items.length) {
    await expect(guesses).toContainText('Alt 1')
    await page.keyboard.press('Alt+1')
  }
  await page.keyboard.press('Control+Enter')
  await expect(page.locator('.ant-modal-confirm-title')).toContainText(/已登记 GD/)
  expect(Date.now() - from).toBeLessThan(60_000)
  await page.keyboard.press('Enter')
  await expect(page.locator('.ant-modal-confirm-title')).toBeHidden()
  // The same caller again: history, and the matter that looks alike.
  await page.keyboard.press('Alt+n')
  await page.keyboard.type(phone)
  await page.keyboard.press('Enter')
  await expect(page.getByText(/来电人有 1 件诉求/)).toBeVisible()
  await page.getByLabel('内容').fill(words)
  await expect(page.getByText('同一来电人').first()).toBeVisible()
  await expect(page.getByText('本次').first()).toBeVisible()
  await clean(page, 'call')
  await page.keyboard.press('Alt+h')
  await page.getByRole('radio', { name: '无声电话' }).check()
  await page.getByRole('button', { name: /^挂\s?机$/ }).click()
  await expect(page.getByRole('region', { name: '来电', exact: true }).getByLabel('内容')).toHaveCount(0)
  await leave(page)
})

test('who cannot get through is called back', async ({ browser, baseURL, page }) => {
  await page.goto('/#/callback')
  await page.getByLabel('联系电话').fill(number())
  await page.getByLabel(/想咨询的事/).fill('问公积金提取')
  await page.getByRole('button', { name: '请回电给我' }).click()
  await expect(page.getByText('已收到，我们会给您回电')).toBeVisible()
  await clean(page, 'callback')
  const desk = await sit(browser, baseURL, 'agent')
  await desk.goto('/desk/calls?view=callbacks')
  const wish = desk.getByRole('listitem').filter({ hasText: '问公积金提取' }).last()
  await wish.getByRole('button', { name: '我来回电' }).click()
  await expect(wish.getByRole('button', { name: '记录结果' })).toBeVisible()
  await clean(desk, 'callbacks')
  await wish.getByRole('button', { name: '记录结果' }).click()
  await expect(page.getByText('已回电')).toBeVisible({ timeout: 1 }).catch(async () => {
    await page.reload()
    await expect(page.getByText('已回电')).toBeVisible()
  })
  await leave(desk)
})

/** A picture with noise, so that it is more than one piece. */
async function picture(browser: Browser): Promise<Buffer> {
  const page = await browser.newPage()
  const url = await page.evaluate(() => {
    const c = document.createElement('canvas')
    c.width = c.height = 900
    const x = c.getContext('2d')!
    const d = x.createImageData(900, 900)
    for (let i = 0; i < d.data.length; i++) d.data[i] = i % 4 === 3 ? 255 : Math.random() * 255
    x.putImageData(d, 0, 0)
    return c.toDataURL('image/jpeg', 0.9)
  })
  await page.close()
  return Buffer.from(url.split(',')[1]!, 'base64')
}

test('evidence survives a dead spot, goes with the case, and is seen at the desk', async ({ browser, baseURL, page, context }) => {
  const photo = await picture(browser)
  await page.goto('/#/case?kind=complaint')
  const title = `井盖破损 ${Date.now()}`
  await page.getByLabel('标题').fill(title)
  await page.getByLabel(/^内容|详细情况|诉求内容/).first().fill('示范路路口的井盖破了，电动车差点掉进去，请尽快更换。')
  await page.getByRole('button', { name: '下一步' }).click()
  await expect(page.locator('input[type=file]')).toHaveAttribute('accept', /image/)
  await context.setOffline(true)
  await page.locator('input[type=file]').setInputFiles([{ name: '../../井盖.jpg', mimeType: 'image/jpeg', buffer: photo }, { name: '说明.txt', mimeType: 'text/plain', buffer: Buffer.from('x') }])
  await expect(page.getByText('等待网络，恢复后自动继续')).toBeVisible()
  await expect(page.getByText('不支持这种类型的文件')).toBeVisible()
  await expect(page.getByRole('button', { name: '下一步' })).toBeDisabled()
  await context.setOffline(false)
  await expect(page.locator('.evidence img')).toBeVisible({ timeout: 20_000 })
  await clean(page, 'evidence')
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByLabel('称呼').fill('王示范')
  await page.getByLabel('联系电话').fill(number())
  await page.getByLabel(/我已知晓/).check()
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByRole('button', { name: /提交/ }).click()
  await expect(page.getByText('查询码').first()).toBeVisible()
  const desk = await sit(browser, baseURL, 'dispatcher')
  await desk.goto('/desk/cases?stage=registered')
  await desk.getByRole('link', { name: title }).click()
  const file = desk.getByRole('button', { name: /查看 井盖/ })
  await expect(file).toBeVisible()
  await expect(file.locator('img')).toHaveJSProperty('complete', true)
  await file.click()
  await expect(desk.getByRole('dialog').getByRole('link', { name: '下载' })).toBeVisible()
  await leave(desk)
})

test('a ringing call appears by itself', async ({ browser, baseURL, request }) => {
  expect(process.env.MINHU_TEST_CALL_TOKEN, 'MINHU_TEST_CALL_TOKEN: the call centre’s token, keys/calls.token of the installation').toBeTruthy()
  const page = await sit(browser, baseURL, 'agent')
  await page.goto('/desk/calls')
  const id = freshKey()
  const r = await request.post('/api/v1/calls', {
    headers: { Authorization: `Bearer ${process.env.MINHU_TEST_CALL_TOKEN}` },
    data: { call_id: id, number: '13900004321', direction: 'in', state: 'ringing', at: new Date().toISOString(), recording_url: '', extension: '' },
  })
  expect(r.status(), await r.text()).toBe(200)
  const call = (await r.json()) as { id: string }
  const row = page.locator(`[data-row="${call.id}"]`)
  await expect(row).toContainText('139****4321')
  await row.getByRole('button', { name: '接起', exact: true }).click()
  await expect(row).toContainText('我的来电')
  await expect(page.getByLabel('内容')).toBeVisible()
  await post(page.context().request, `/calls/${call.id}/actions/close`, { reason: 'test', note: '' })
  await leave(page)
})
