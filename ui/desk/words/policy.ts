import { say } from '.'

type Pair = readonly [zh: string, en: string]

/** Kinds of things the policy speaks of. */
const kinds: Record<string, Pair> = {
  conversation: ['会话', 'Talk'],
  message: ['留言', 'Message'],
  case: ['诉求工单', 'Case'],
  article: ['知识', 'Article'],
  statistics: ['数据分析', 'Statistics'],
  rates: ['考核', 'Assessment'],
  edition: ['考核通报', 'Published edition'],
  export: ['导出', 'Export'],
  board: ['督办大屏', 'Board'],
  audit: ['审计', 'Audit'],
  department: ['单位', 'Department'],
  call: ['来电', 'Call'],
  callback: ['回电', 'Call-back'],
  attachment: ['附件', 'Attachment'],
  class: ['诉求分类', 'Class'],
  outlet: ['服务网点', 'Outlet'],
  staff: ['人员', 'People'],
  agent: ['坐席与班次', 'Agents and shifts'],
  policy: ['权限规则', 'Policy'],
  catalogue: ['目录', 'Catalogue'],
  rule_set: ['时限规则', 'Limit rules'],
  calendar: ['工作日历', 'Calendar'],
  session: ['登录', 'Session'],
  system: ['系统', 'System'],
}

/** Acts that no transition row names. */
const acts: Record<string, Pair> = {
  read: ['查看', 'read'],
  list: ['列表', 'list'],
  edit: ['修改', 'edit'],
  create: ['新建', 'create'],
  publish: ['发布', 'publish'],
  withdraw: ['撤下', 'withdraw'],
  try: ['试答', 'try'],
  approve: ['审批', 'approve'],
  invite: ['邀请', 'invite'],
  upload: ['上传', 'upload'],
  suggest: ['分类建议', 'suggest'],
  own: ['使用', 'use'],
  rehearse: ['演练', 'rehearse'],
  type: ['登记', 'type'],
  take: ['接起', 'take'],
  close: ['结束', 'close'],
  ask: ['请求', 'ask'],
  attempt: ['记录结果', 'record an attempt'],
  'trial.read': ['试算', 'try'],
  'pii.reveal': ['查看联系方式', 'reveal contact'],
  'number.reveal': ['查看号码', 'reveal number'],
  'recording.read': ['听录音', 'hear recordings'],
  'history.read': ['查看完整记录', 'read the full record'],
  'viewers.read': ['查看谁看过', 'see who looked'],
  'transcript.read': ['查看对话记录', 'read transcripts'],
  'health.read': ['查看运行状况', 'read health'],
  'clocks.sweep': ['核对时钟', 'sweep clocks'],
}

/** Which things a line is about. */
const scopes: Record<string, Pair> = {
  all: ['全部', 'all'],
  none: ['无', 'none'],
  own: ['本人的', 'own'],
  assigned: ['本人经办', 'held by the person'],
  dept: ['本单位', 'of the unit'],
  subtree: ['本单位及下级', 'of the unit and below'],
  cooperating: ['本单位协办', 'the unit assists'],
  accused: ['反映本单位', 'about the unit'],
  overclear: ['保密件（无权限）', 'confidential, without clearance'],
  queue: ['排队中', 'waiting'],
  closed: ['已办结', 'closed'],
  published: ['已发布', 'published'],
}

const word = (of: Record<string, Pair>, name: string) => (of[name] ? say(of[name][0], of[name][1]) : name)

export const kindWord = (k: string) => word(kinds, k)
export const scopeWord = (s: string) => word(scopes, s)

/** An act as the transition table calls it, else as this list does. */
export function actWord(kind: string, act: string, contract: (agg: 'conversation' | 'message' | 'case', name: string) => string): string {
  if (kind === 'conversation' || kind === 'message' || kind === 'case') {
    const w = contract(kind, act)
    if (w !== act) return w
  }
  return word(acts, act)
}
