import type { City, Contract } from '../../shared/views'
import { choiceOf } from '../../shared/choices'
import { queries } from '../api'
import { named, say } from '.'

type Pair = readonly [zh: string, en: string]

/** Values that are not fields of the transition table: they belong to the desk, the policy or the knowledge base. */
const own: Record<string, Record<string, Pair>> = {
  flag: { yes: ['是', 'Yes'], no: ['否', 'No'] },
  role: {
    agent: ['坐席', 'Agent'],
    dispatcher: ['派单员', 'Dispatcher'],
    reviewer: ['审核员', 'Reviewer'],
    surveyor: ['回访员', 'Surveyor'],
    supervisor: ['督办员', 'Supervisor'],
    editor: ['知识采编', 'Editor'],
    analyst: ['分析员', 'Analyst'],
    auditor: ['审计员', 'Auditor'],
    admin: ['系统管理员', 'System administrator'],
    security: ['安全管理员', 'Security administrator'],
    dept_staff: ['经办人', 'Case worker'],
    dept_lead: ['单位负责人', 'Head of unit'],
  },
  decision: { answer: ['直接回答', 'Answered'], confirm: ['请市民确认', 'Asked which'], refuse: ['未找到答案', 'Not found'], guard: ['固定话术', 'Set phrase'], small_talk: ['寒暄', 'Small talk'] },
  status: { draft: ['草稿', 'Draft'], published: ['已发布', 'Published'], withdrawn: ['已下线', 'Withdrawn'] },
  presence: { online: ['在线', 'Online'], busy: ['示忙', 'Busy'], break: ['小休', 'Break'], away: ['离席', 'Away'], offline: ['离线', 'Offline'] },
  call_state: { ringing: ['振铃', 'Ringing'], answered: ['通话中', 'Talking'], ended: ['已挂断', 'Ended'], missed: ['未接', 'Missed'] },
  call_outcome: {
    case: ['已登记', 'Registered'],
    message: ['已转留言', 'Message'],
    answered: ['办结于通话', 'Answered'],
    hung_up: ['来电人挂断', 'Caller hung up'],
    silent: ['无声电话', 'Silent'],
    wrong_number: ['打错电话', 'Wrong number'],
    answered_orally: ['已口头解答', 'Told orally'],
    transferred: ['已转接其他热线', 'Passed on'],
    abuse: ['骚扰电话', 'Abuse'],
    test: ['测试', 'Test'],
  },
  attempt: { reached: ['已接通', 'Reached'], no_answer: ['无人接听', 'No answer'], busy: ['占线', 'Busy'], wrong_number: ['号码有误', 'Wrong number'] },
  callback_source: { citizen: ['市民请求', 'Asked for'], missed: ['未接来电', 'Missed call'], agent: ['坐席登记', 'By an agent'] },
  callback_stage: { waiting: ['待回电', 'Waiting'], taken: ['回电中', 'Calling'], done: ['已回电', 'Done'], unreachable: ['无法接通', 'Unreachable'], withdrawn: ['已取消', 'Withdrawn'] },
  purpose: { evidence: ['诉求材料', 'Evidence'], contact: ['联系凭证', 'Proof of contact'], handling: ['办理凭证', 'Proof of handling'] },
  reveal: { contact_citizen: ['联系诉求人', 'Contact the citizen'], verify_identity: ['核实身份', 'Verify identity'], site_visit: ['上门或现场核查', 'Site visit'], emergency: ['紧急情况', 'Emergency'] },
}

// Both are read before the first page is drawn (Desk.tsx), so that every part can ask for words without waiting.
const contract = () => queries.getQueryData<Contract>(['contract'])
const city = () => queries.getQueryData<City>(['city'])

/** The words for a value of a field; the value itself where there are none. */
export function choiceWord(field: string, value: string | undefined): string {
  if (!value) return ''
  if (field === 'district') return city()?.districts.find((d) => d.id === value)?.name ?? value
  const p = own[field]?.[value]
  if (p) return say(p[0], p[1])
  const c = choiceOf(contract(), field, value)
  if (c) return named(c)
  const flag = contract()?.fields[field]?.type === 'flag' ? own.flag?.[value] : undefined
  return flag ? say(flag[0], flag[1]) : value
}

/** The values of a field as options, in the order of the contract; values narrows them to those that an act takes. */
export function choiceOptions(field: string, values?: string[]): { value: string; label: string }[] {
  const all = own[field] ? Object.keys(own[field]) : (contract()?.choices[field]?.map((c) => c.value) ?? values ?? [])
  return all.filter((v) => !values || values.includes(v)).map((value) => ({ value, label: choiceWord(field, value) }))
}

/** The districts of the city as options. */
export const districtOptions = () => (city()?.districts ?? []).map((d) => ({ value: d.id, label: d.name }))

/** A ground of declining in full: what the citizen will read, and the lawful route. */
export const declineReason = (code: string | undefined) => contract()?.decline_reasons.find((r) => r.code === code)
