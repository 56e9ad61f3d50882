import { say } from '.'

type Pair = readonly [zh: string, en: string]

/** What the values of choice fields are called; the transition table names the fields, the values are codes. */
const choices: Record<string, Record<string, Pair>> = {
  kind: {
    consultation: ['咨询', 'Consultation'],
    help: ['求助', 'Help'],
    complaint: ['投诉', 'Complaint'],
    report: ['举报', 'Report'],
    suggestion: ['建议', 'Suggestion'],
    praise: ['表扬', 'Praise'],
  },
  urgency: { normal: ['一般', 'Normal'], urgent: ['加急', 'Urgent'] },
  channel: { web: ['网页', 'Web'], chat: ['在线会话', 'Chat'], phone: ['电话', 'Phone'], desk: ['坐席登记', 'Desk'], import: ['导入', 'Imported'] },
  decline_code: {
    emergency: ['应由 110/119/120 处置', 'For 110, 119 or 120'],
    other_procedure: ['应走诉讼、仲裁、复议等法定程序', 'Courts, arbitration or review'],
    outside_city: ['不属本市管辖', 'Outside this city'],
    secret: ['涉及国家秘密、商业秘密或个人隐私', 'Secret or private'],
    duplicate: ['同一事项正在办理', 'Already being handled'],
    beyond_duty: ['超出政府职责范围', 'Beyond the government’s duties'],
    unlawful: ['违反法律法规或公序良俗', 'Unlawful'],
    unclear: ['内容不明且无法补充', 'Unclear and cannot be completed'],
  },
  contacted: { yes: ['已联系', 'Contacted'], no: ['未联系', 'Not contacted'] },
  solved: { yes: ['已解决', 'Solved'], no: ['未解决', 'Not solved'], partly: ['部分解决', 'Partly'] },
  satisfied: { '5': ['非常满意', 'Very satisfied'], '4': ['满意', 'Satisfied'], '3': ['基本满意', 'Fair'], '2': ['不满意', 'Dissatisfied'], '1': ['非常不满意', 'Very dissatisfied'] },
  downvote_reason: { wrong: ['答非所问', 'Off the point'], unclear: ['看不懂', 'Not clear'], outdated: ['信息过时', 'Out of date'], unsolved: ['没解决', 'Not solved'] },
  target: { case: ['转为诉求工单', 'Open a case'], message: ['转为留言', 'Leave a message'] },
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
    admin: ['管理员', 'Administrator'],
    dept_staff: ['经办人', 'Case worker'],
    dept_lead: ['单位负责人', 'Head of unit'],
  },
  decision: { answer: ['直接回答', 'Answered'], confirm: ['请市民确认', 'Asked which'], refuse: ['未找到答案', 'Not found'], guard: ['固定话术', 'Set phrase'], small_talk: ['寒暄', 'Small talk'] },
  status: { draft: ['草稿', 'Draft'], published: ['已发布', 'Published'], withdrawn: ['已下线', 'Withdrawn'] },
  presence: { online: ['在线', 'Online'], away: ['小休', 'Away'], offline: ['离线', 'Offline'] },
  district: { east: ['城东区', 'East'], west: ['城西区', 'West'], south: ['南湖区', 'South'] },
  reason: { contact_citizen: ['联系诉求人', 'Contact the citizen'], verify_identity: ['核实身份', 'Verify identity'], site_visit: ['上门或现场核查', 'Site visit'], emergency: ['紧急情况', 'Emergency'] },
}

/** The words for a value of a choice field; the value itself where there are none. */
export function choiceWord(field: string, value: string | undefined): string {
  if (!value) return ''
  const p = choices[field]?.[value] ?? (value === 'yes' || value === 'no' ? choices.flag?.[value] : undefined)
  return p ? say(p[0], p[1]) : value
}

export function choiceOptions(field: string, values?: string[]): { value: string; label: string }[] {
  return (values ?? Object.keys(choices[field] ?? {})).map((value) => ({ value, label: choiceWord(field, value) }))
}
