/**
 * Names for the views of the API. They are generated from api/openapi.yaml (npm run api), so a page that uses a field the
 * server does not send fails the type check.
 */
import type { components } from './api'

type S = components['schemas']

export type City = S['CityView']
export type Service = S['ServiceView']
export type Contract = S['ContractView']
export type Word = S['Word']
export type FieldInfo = S['FieldView']
export type Action = S['ActionView']
export type Application = S['ApplicationView']
export type RelatedCase = S['RelatedRow']
export type CaseCounts = S['CaseCounts']
export type Person = S['Person']
export type Load = S['LoadRow']
export type RefusedAction = S['RefusedView']
export type PublicItem = S['PublicItem']
export type ActBody = S['ActBody']
export type ActAnswer = S['ActAnswer']

/** Who speaks in a conversation. */
export type Speaker = 'citizen' | 'bot' | 'agent' | 'system'
export type Utterance = Omit<S['UtteranceView'], 'blocks'> & { blocks?: Block[] }
export type Conversation = Omit<S['ConversationView'], 'utterances'> & { utterances: Utterance[] }
export type ConversationItem = S['ConversationItem']
export type Aside = S['AsideItem']
export type Agents = S['AgentsView']
export type AgentItem = S['AgentView']
export type AgentGroup = S['GroupView']
export type Handover = S['HandoverView']
export type TurnAnswer = Omit<S['TurnAnswer'], 'utterances'> & { utterances: Utterance[] }
export type Queue = S['QueueView']
export type Option = S['Option']

export type ClockView = S['ClockView']
export type CaseView = S['CaseView']
export type CaseItem = S['CaseItem']
export type MessageView = S['MessageView']
export type MessageItem = S['MessageItem']
export type TimelineItem = S['TimelineItem']
export type Receipt = S['ReceiptView']
export type Tracking = S['TrackingView']
export type Mine = S['MineView']
export type MineItem = S['MineItem']
export type Article = Omit<S['ArticleView'], 'blocks'> & { blocks: Block[] }
export type Demo = S['DemoView']
export type Call = S['CallView']
export type Caller = S['CallerView']
export type Callback = S['CallbackView']
export type Duplicates = S['DuplicatesView']
export type Duplicate = S['DuplicateView']
export type ClassSuggestion = S['ClassSuggestion']
export type Board = S['BoardView']

export interface Suggestion {
  article_id: string
  text: string
  question: string
}

export interface HotScene {
  scene: string
  questions: { article_id: string; question: string; count: number }[]
}

export interface Outlet {
  id: string
  name: string
  kind?: string
  district?: string
  address: string
  hours: string
  phone: string
  services?: string[]
  lat?: number
  lng?: number
}

export interface Department {
  id: string
  path: string
  parent_id?: string
  name: string
  short_name: string
  level: number
  kind: string
  phone?: string
}

export interface CaseClass {
  code: string
  parent?: string
  name: string
  scene?: string
}

/** One page of a list; next_cursor is absent on the last. */
export interface Page<T> {
  items: T[]
  next_cursor?: string
}

/** Who is signed in (GET /api/v1/session). */
export interface Session {
  kind: 'citizen' | 'staff'
  id?: string
  username?: string
  name?: string
  title?: string
  department?: string
  dept_path?: string
  roles?: { role: string; dept_path?: string }[]
  clearance?: number
  expires_at?: string
  /** kind.act that some thing may allow; the server decides anew. */
  acts: string[]
}

export interface DemoAccount {
  username: string
  name: string
  title?: string
  department: string
  roles: string[]
  /** of every demonstration account */
  password?: string
}

/** One part of an answer; which fields are used depends on kind (internal/knowledge.Block). */
export interface Block {
  kind: 'text' | 'steps' | 'outlet' | 'phone' | 'link' | 'picture' | 'form'
  text?: string
  title?: string
  items?: string[]
  outlet_ids?: string[]
  name?: string
  address?: string
  /** degrees, GCJ-02 */
  lat?: number
  lng?: number
  phone?: string
  label?: string
  number?: string
  hours?: string
  url?: string
  src?: string
  alt?: string
  target?: 'case' | 'message'
  case_kind?: string
  class?: string
}

/** An event of the live stream: something changed; read it anew. */
export interface LiveEvent {
  id: string
  name: string
  subject_kind: string
  subject_id: string
  rev?: number
  at: string
  data?: unknown
}
export type JoinReceipt = S['JoinView']
