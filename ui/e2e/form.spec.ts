import { expect, test } from '@playwright/test'
import { clean, staff } from './staff'

test.use({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' } as object)
test.describe.configure({ timeout: 120_000 })

const field = (name: string, type: string, zh: string, more: object = {}) => ({ name, type, zh, en: name, required: false, ...more })

/** An act that no page knows, with a field of every type. */
const strange = {
  act: 'any_act',
  zh: '任意操作',
  en: 'any act',
  fields: [
    field('short', 'text', '短文', { max: 60, required: true }),
    field('long', 'text', '长文', { max: 500 }),
    field('urgency', 'choice', '紧急程度', { values: ['normal', 'urgent'] }),
    field('kind', 'choice', '诉求类型', { values: ['help', 'complaint', 'report', 'praise'] }),
    field('satisfied', 'choice', '满意度', { values: ['1', '2', '3', '4', '5'] }),
    field('visible', 'flag', '是否公开'),
    field('class', 'code', '分类'),
    field('district', 'code', '所在区'),
    field('lead_unit', 'department', '主办单位'),
    field('assists', 'departments', '协办单位'),
    field('attempts', 'number', '联系次数'),
    field('until', 'date', '承诺日期'),
    field('other_case', 'uuid', '关联工单'),
  ],
}

test('an act that no page knows gets a form for every type of field', async ({ page }) => {
  await staff(page, 'supervisor')
  const list = (await (await page.context().request.get('/api/v1/cases?open=true&limit=1')).json()) as { items: { id: string }[] }
  const id = list.items[0]!.id
  await page.route(`**/api/v1/cases/${id}`, async (route) => {
    const res = await route.fetch()
    await route.fulfill({ response: res, json: { ...(await res.json()), allowed_actions: [strange] } })
  })
  let sent: { fields: Record<string, string> } | undefined
  await page.route(`**/api/v1/cases/${id}/actions/any_act`, async (route) => {
    sent = route.request().postDataJSON() as typeof sent
    await route.fulfill({ status: 422, contentType: 'application/problem+json', body: JSON.stringify({ code: 'validation_failed', status: 422, title: '有误', title_en: 'wrong', fields: [{ name: 'fields.until', code: 'out_of_range', detail: '承诺日期太远' }], request_id: 'x' }) })
  })
  await page.goto(`/desk/cases?id=${id}`)
  await page.getByRole('button', { name: '任意操作' }).click()
  const form = page.getByRole('dialog', { name: '任意操作' })
  await expect(form.getByLabel('短文')).toBeFocused()
  await page.keyboard.press('Control+Enter')
  await expect(form.getByText('请填写')).toBeVisible()
  await form.getByLabel('短文').fill('一句话')
  await form.getByLabel('长文').fill('更多的话')
  await form.getByLabel('加急').check()
  const pick = async (label: string, text: string) => {
    const box = form.getByLabel(label, { exact: true })
    await box.click()
    if (await box.isEditable()) await box.fill(text)
    await page.locator('.ant-select-dropdown:visible').getByTitle(text, { exact: true }).last().click()
  }
  await pick('诉求类型', '投诉')
  await form.getByText('基本满意', { exact: true }).click()
  await form.getByLabel('是否公开').click()
  await pick('分类', '路灯不亮')
  await pick('所在区', '南湖区')
  await pick('主办单位', '市公安局')
  await pick('协办单位', '市水务局')
  await pick('协办单位', '市教育局')
  await page.keyboard.press('Escape')
  await form.getByLabel('联系次数').fill('2')
  await form.getByLabel('承诺日期').fill('2027-02-28')
  await expect(form.getByLabel('关联工单')).toBeHidden()
  await clean(page, 'a form of every type')
  await form.getByRole('button', { name: '任意操作' }).click()
  await expect(form.getByText('承诺日期太远')).toBeVisible()
  expect(sent?.fields).toEqual({
    short: '一句话', long: '更多的话', urgency: 'urgent', kind: 'complaint', satisfied: '3', visible: 'yes', class: 'city-light', district: 'south', lead_unit: 'gaj', assists: 'swj jyj', attempts: '2', until: '2027-02-28',
  })
})
