import { expect, test } from '@playwright/test'
import { Office, offered } from './casework'
import { detail } from './desk'
import { raise } from './life'

test.use({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', actionTimeout: 15_000 } as object)
test.describe.configure({ timeout: 300_000 })

// Which act is played where, and who may not take it: api/testdata/acts.csv.

test('at registration: asked for more, corrected, joined, accepted, remarked on', async ({ browser, baseURL }) => {
  const office = new Office(browser, baseURL)
  const m = await office.raised('登记环节')
  const other = await office.raised('登记环节关联')
  await office.take('agent', m, '请诉求人补充', { 需要说明的问题: '请问靠近哪个路口？' }, 'supplementing')
  await office.take('agent', m, '补充材料', { 内容: '靠近建设路口' }, 'registered')
  await office.refused('reviewer', m, 'ask_more', '请诉求人补充', { question: 'x' })
  await office.take('agent', m, '更正登记信息', { 地点: '样板路与建设路口', 理由: '核对后更正' })
  await office.refused('clerk', m, 'amend', '更正登记信息', { place: 'x', reason: 'x' })
  await office.take('agent', m, '关联', { 关联件: other.number, 关联关系: '同一事项' })
  await expect.poll(async () => (await office.read<{ links?: unknown[] }>(other)).links?.length).toBe(1)
  await office.take('agent', m, '取消关联', { 关联件: other.number, 理由: '不是一件事' })
  await expect.poll(async () => (await office.read<{ links?: unknown[] }>(other)).links?.length ?? 0).toBe(0)
  await office.take('agent', m, '备注', { 说明: '来电两次' })
  await office.refused('surveyor', m, 'accept', '受理')
  await office.take('agent', m, '受理', { 说明: '属本市' }, 'accepted')
  await office.take('agent', m, '催办', { 说明: '诉求人来电催办' })
  await office.close()
})

test('at registration: declined with its lawful route, passed to another line, answered at once', async ({ browser, baseURL }) => {
  const office = new Office(browser, baseURL)
  const [declined, passed, answered] = [await office.raised('不予受理'), await office.raised('转专线'), await office.raised('直接答复')]
  await office.refused('clerk', declined, 'decline', '不予受理', { decline_code: 'unclear', reason: 'x' })
  await office.take('dispatcher', declined, '不予受理', { 不予受理情形: '应走诉讼、仲裁、复议、信访等法定程序', 理由: '合同纠纷' }, 'declined', 'dispatch')
  await office.take('dispatcher', declined, '重新受理', { 理由: '补充了新的材料' }, 'accepted', 'cases')
  await office.refused('reviewer', passed, 'transfer', '转其他专线', { line: 'police' })
  await office.take('agent', passed, '转其他专线', { 专线: '水电气热抢修' }, 'transferred')
  await office.refused('clerk', answered, 'answer_directly', '直接答复', { public_reply: 'x' })
  await office.take('agent', answered, '直接答复', { '答复（公开给诉求人）': '该路段本周内完成修补。' }, 'surveying')
  await office.close()
})

test('before dispatch: units are consulted, one is excluded, and a ruling sends it there all the same', async ({ browser, baseURL }) => {
  const office = new Office(browser, baseURL)
  const m = await office.raised('派前会商')
  await office.behind.act('dispatcher', m.id, 'accept')
  await office.refused('clerk', m, 'consult', '派前会商', { departments: 'hbj', question: 'x' })
  await office.take('dispatcher', m, '派前会商', { 协办单位: ['市环境局'], 需要说明的问题: '是否属贵单位职责' }, 'consulting')
  await office.refused('clerk3', m, 'consult_reply', '会商意见', { record: 'x' })
  await office.take('clerk2', m, '会商意见', { '办理记录（内部）': '不属我单位职责' })
  const page = await office.open('dispatcher', m)
  await expect(detail(page)).toContainText('不属我单位职责')
  await office.refused('agent', m, 'consult_close', '会商结束')
  await office.take('dispatcher', m, '会商结束', { 说明: '按意见派单' }, 'accepted')
  await office.refused('agent', m, 'exclude', '回避', { departments: 'zj', reason: 'x' })
  await office.take('dispatcher', m, '回避', { 协办单位: ['城东区住建局'], 理由: '曾经办同一纠纷' })
  await office.refused('dispatcher', m, 'dispatch_despite', '裁定派单', { department: 'zj', reason: 'x' })
  await office.refused('clerk', m, 'dispatch', '派单', { department: 'zj' })
  await office.take('supervisor', m, '裁定派单', { 承办单位: '城东区住建局', 理由: '唯一有权处理的单位' }, 'dispatched', 'cases')
  await office.close()
})

test('at the unit: given to a person, called, sent down, returned and refused', async ({ browser, baseURL }) => {
  const office = new Office(browser, baseURL)
  const m = await office.raised('单位内办理')
  await office.behind.act('dispatcher', m.id, 'accept')
  await office.behind.act('dispatcher', m.id, 'dispatch', { department: await office.behind.unit('clerk') })
  await office.refused('dispatcher', m, 'sign', '签收')
  await office.take('clerk', m, '申请退单', { 理由: '不属我单位养护' })
  await office.refused('clerk', m, 'return_reject', '退单不成立', { reason: 'x' })
  await office.take('dispatcher', m, '退单不成立', { 理由: '在养护清单内' })
  await office.take('clerk', m, '签收', {}, 'handling')
  await office.refused('clerk2', m, 'assign', '交办到人', { assignee: '00000000-0000-4000-8000-000000000001' })
  const page = await office.open('clerk', m)
  await page.keyboard.press('a')
  const form = page.getByRole('dialog')
  await form.getByRole('combobox', { name: '经办人' }).click()
  await page.locator('.ant-select-dropdown:visible').getByText(/示范负责人/).click()
  await page.keyboard.press('Control+Enter')
  await expect(form).toHaveCount(0)
  await expect(detail(page).locator('.facts').first()).toContainText('示范负责人')
  await office.refused('dispatcher', m, 'first_contact', '先行联系', { contact_way: 'phone', note: 'x' })
  await office.take('clerk', m, '先行联系', { 联系方式: '上门', 说明: '已到现场' })
  await office.refused('dispatcher', m, 'send_down', '下派', { department: 'zjyh' })
  await office.take('clerk', m, '下派', { 承办单位: '东区养护所', 说明: '由养护所处理' }, 'dispatched')
  await office.take('lead', m, '签收', {}, 'handling')
  const lead = await office.open('lead', m, 'unit')
  expect(await offered(lead, '答复')).toBe(true)
  await office.close()
})

test('after the close: published and taken back; it happened again; an objection upheld', async ({ browser, baseURL }) => {
  const office = new Office(browser, baseURL)
  const m = await office.raised('办结之后')
  await office.behind.handle(m.id)
  await office.behind.answer(m.id, '路面已修补。')
  await office.behind.act('surveyor', m.id, 'survey', { contacted: 'yes', solved: 'yes', satisfied: '4' })
  await office.refused('clerk', m, 'publish', '公开结果')
  await office.take('supervisor', m, '公开结果', {}, undefined, 'cases')
  await office.refused('reviewer', m, 'unpublish', '取消公开', { reason: 'x' })
  await office.take('supervisor', m, '取消公开', { 理由: '更正答复' }, undefined, 'cases')
  await office.refused('clerk', m, 'recur', '又发生了', { content: 'x' })
  await office.take('agent', m, '又发生了', { 内容: '雨后又破损' }, 'accepted')
  await office.close()
})

test('a citizen objects twice over: once upheld by the dispatcher, once rejected by the supervisor', async ({ browser, baseURL, page: citizen }) => {
  const office = new Office(browser, baseURL)
  for (const [who, act, fields, stage] of [
    ['dispatcher', '异议成立重新受理', { 理由: '应当重新受理' }, 'accepted'],
    ['supervisor', '异议不成立', { 理由: '复核无误' }, 'declined'],
  ] as const) {
    const title = `异议 ${stage} ${Date.now().toString(36)}`
    const id = await raise(citizen, title)
    const m = { id, title, number: '' }
    await office.behind.act('dispatcher', id, 'decline', { decline_code: 'beyond_duty', reason: '超出职责' })
    await citizen.goto(`/#/track/case/${id}`)
    await citizen.locator('.now .row').filter({ hasText: /提出异议/ }).getByText('提出异议', { exact: true }).click()
    await citizen.getByLabel('不认可的理由').fill('属于市政职责')
    await citizen.locator('.act-form').getByRole('button', { name: '提交', exact: true }).click()
    await citizen.getByRole('button', { name: '确定提出' }).click()
    await expect(citizen.getByText('您的异议正在复核')).toBeVisible()
    for (const other of ['clerk', 'agent', 'reviewer']) await office.refused(other, m, 'contest_uphold', '异议成立重新受理')
    await office.take(who, m, act, fields, stage, who === 'supervisor' ? 'approvals' : 'dispatch')
  }
  await office.close()
})
