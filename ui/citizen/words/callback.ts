import { fill } from '../../shared/i18n'
import { words } from '.'

/** Words of the call-back page. Both languages come with them. */
export const zh = {
  'callback.lead': '电话打不进来时，留下号码，工作人员在服务时间内给您回电。',
  'callback.phone.hint': '回电显示为 12345',
  'callback.topic': '想咨询的事（选填）',
  'callback.do': '请回电给我',
  'callback.made': '已收到，我们会给您回电',
  'callback.due': '最晚 {time} 前回电',
  'callback.withdraw': '不用回电了',
  'callback.stage.waiting': '等待回电',
  'callback.stage.taken': '正在给您回电',
  'callback.stage.done': '已回电',
  'callback.stage.unreachable': '多次未接通，请再次留号或拨打 12345',
  'callback.stage.withdrawn': '已取消',
}

export const en: Record<keyof typeof zh, string> = {
  'callback.lead': 'If you cannot get through, leave your number and an agent calls within service hours.',
  'callback.phone.hint': 'The call shows as 12345',
  'callback.topic': 'What you want to ask (optional)',
  'callback.do': 'Call me back',
  'callback.made': 'Thank you; we will call you back',
  'callback.due': 'At the latest by {time}',
  'callback.withdraw': 'No longer needed',
  'callback.stage.waiting': 'Waiting to be called',
  'callback.stage.taken': 'You are being called',
  'callback.stage.done': 'Called back',
  'callback.stage.unreachable': 'We could not reach you; leave your number again or dial 12345',
  'callback.stage.withdrawn': 'Cancelled',
}

/** The text under a key in the present language. */
export const also = (key: keyof typeof zh, values?: Record<string, string | number>): string => fill(words.pick(zh[key], en[key]), values)
