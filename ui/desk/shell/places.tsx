import { AuditOutlined, BarChartOutlined, BellOutlined, BookOutlined, BranchesOutlined, CalendarOutlined, CheckSquareOutlined, ClockCircleOutlined, CommentOutlined, CustomerServiceOutlined, DashboardOutlined, EyeOutlined, FileDoneOutlined, IdcardOutlined, InboxOutlined, PhoneOutlined, ProfileOutlined, SafetyCertificateOutlined, TeamOutlined, TrophyOutlined, UnorderedListOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import type { Session } from '../../shared/views'
import { hasRole, isDepartment, may } from '../session'
import { say } from '../words'

export interface Place {
  to: string
  label: string
  key: string
  icon: ReactNode
}

/** The pages that the policy opens to this person, in the order of the rail. key: the letter after G. */
export function placesOf(s: Session): Place[] {
  const out: Place[] = []
  const add = (open: boolean, to: string, label: string, key: string, icon: ReactNode) => {
    if (open) out.push({ to, label, key, icon })
  }
  add(may(s, 'board.read'), '/board', say('督办大屏', 'Board'), 'b', <DashboardOutlined />)
  add(may(s, 'conversation.say'), '/bench', say('坐席工作台', 'Bench'), 'i', <CustomerServiceOutlined />)
  add(may(s, 'conversation.take_over'), '/leader', say('值班长', 'Duty leader'), 'z', <EyeOutlined />)
  add(may(s, 'call.type'), '/calls', say('来电登记', 'Calls'), 'l', <PhoneOutlined />)
  add(isDepartment(s), '/inbox', say('待办工单', 'Inbox'), 'w', <InboxOutlined />)
  add(hasRole(s, 'dept_lead'), '/unit', say('本单位', 'My unit'), 'u', <TeamOutlined />)
  add(hasRole(s, 'dispatcher') || hasRole(s, 'supervisor'), '/dispatch', say('派单', 'Dispatch'), 'q', <BranchesOutlined />)
  add(may(s, 'case.review_pass'), '/review', say('答复审核', 'Review'), 'y', <FileDoneOutlined />)
  add(hasRole(s, 'surveyor'), '/survey', say('回访', 'Survey'), 'v', <PhoneOutlined />)
  add(hasRole(s, 'supervisor'), '/approvals', say('审批', 'Approvals'), 'p', <CheckSquareOutlined />)
  add(may(s, 'case.list') && !isDepartment(s), '/cases', say('工单', 'Cases'), 'c', <ProfileOutlined />)
  add(may(s, 'message.list'), '/messages', say('留言', 'Messages'), 'm', <CommentOutlined />)
  add(may(s, 'article.list'), '/kb', say('知识库', 'Knowledge'), 'k', <BookOutlined />)
  add(may(s, 'statistics.read'), '/stats', say('数据分析', 'Statistics'), 'a', <BarChartOutlined />)
  add(may(s, 'rates.read'), '/rates', say('考核', 'Assessment'), 'e', <TrophyOutlined />)
  add(may(s, 'audit.read'), '/audit', say('审计', 'Audit'), 's', <AuditOutlined />)
  add(may(s, 'rule_set.read'), '/rules', say('时限规则', 'Limit rules'), 'r', <ClockCircleOutlined />)
  add(may(s, 'calendar.read'), '/calendar', say('工作日历', 'Calendar'), 'd', <CalendarOutlined />)
  add(may(s, 'catalogue.publish') || may(s, 'board.read') || hasRole(s, 'dispatcher'), '/catalogues', say('目录维护', 'Catalogues'), 'o', <UnorderedListOutlined />)
  add(may(s, 'staff.list'), '/people', say('人员与角色', 'People'), 'h', <IdcardOutlined />)
  add(may(s, 'policy.read'), '/policy', say('权限规则', 'Policy'), 'x', <SafetyCertificateOutlined />)
  add(may(s, 'delivery.read'), '/deliveries', say('通知发送', 'Deliveries'), 'n', <BellOutlined />)
  return out
}
