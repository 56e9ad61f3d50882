import type { components } from '../../shared/api'

type S = components['schemas']

export type RulesDoc = S['RulesDoc']
export type LimitLine = S['LimitLine']
export type Switches = S['Switches']
export type RuleSets = S['RuleSetsView']
export type Fault = S['Fault']
export type CalendarDoc = S['CalendarDoc']
export type YearDoc = S['YearDoc']
export type Calendars = S['CalendarsView']
export type CalendarView = S['CalendarView']
export type Preview = S['CalendarPreview']
export type Notice = S['NoticeAnswer']
export type Job = S['TimeJobView']
export type Published = S['PublishedAnswer']
export type Health = S['HealthView']
export type Version = S['VersionItem']
