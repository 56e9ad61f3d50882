import { fill } from '../../shared/i18n'
import { words } from '.'

/** Words of the public lists. Both languages come with them. */
export const zh = {
  'public.title': '办理结果公开',
  'public.lead': '诉求人同意公开、经审核的办理结果，不含个人信息。',
  'public.kind': '看什么',
  'public.cases': '已办结诉求',
  'public.messages': '已答复留言',
  'public.search': '搜索',
  'public.search.hint': '至少两个字，例如：路灯',
  'public.search.short': '请至少输入两个字',
  'public.search.long': '搜索词请在 40 个字以内',
  'public.none': '没有找到公开的内容。',
  'public.none.yet': '还没有公开的内容。',
  'public.more': '查看更多',
  'public.matter': '反映的问题',
  'public.closed': '{day} 办结',
  'public.answered': '{day} 答复',
  'public.untitled': '{class}类问题',
  'public.other': '其他',
}

export const en: Record<keyof typeof zh, string> = {
  'public.title': 'Published outcomes',
  'public.lead': 'Outcomes whose citizens agreed to publication, looked over, without personal data.',
  'public.kind': 'What to see',
  'public.cases': 'Closed cases',
  'public.messages': 'Answered messages',
  'public.search': 'Search',
  'public.search.hint': 'Two characters or more',
  'public.search.short': 'Please type two characters or more',
  'public.search.long': 'Please stay within 40 characters',
  'public.none': 'Nothing public was found.',
  'public.none.yet': 'Nothing is public yet.',
  'public.more': 'Show more',
  'public.matter': 'The matter',
  'public.closed': 'Closed {day}',
  'public.answered': 'Answered {day}',
  'public.untitled': 'A matter of {class}',
  'public.other': 'other kinds',
}

/** The text under a key in the present language. */
export const also = (key: keyof typeof zh, values?: Record<string, string | number>): string => fill(words.pick(zh[key], en[key]), values)
