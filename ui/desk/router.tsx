import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { Shell } from './shell/Shell'
import { Broken } from './shell/Broken'
import { Lost } from './shell/Lost'
import type { Session } from '../shared/views'
import { home } from './session'
import type { RatesSearch } from './rates/views'

type Search = Record<string, unknown>

const text = (v: unknown): string | undefined => (typeof v === 'string' && v ? v : typeof v === 'number' ? String(v) : undefined)
const one = <T extends string>(v: unknown, ...of: T[]): T | undefined => of.find((x) => x === v)

/** Filters of the case list; they live in the address and are those of GET /api/v1/cases. */
export interface CaseSearch {
  id?: string
  stage?: string
  kind?: string
  light?: 'overdue' | 'due' | 'supervised' | 'red' | 'yellow' | 'green'
  department?: string
  open?: 'true'
  /** me, none, or a person's id */
  holder?: string
  sort?: 'due'
  pending?: string
  assisting?: string
  due?: 'today' | 'tomorrow' | 'week'
  redone?: 'true'
  uncontacted?: 'true'
  working?: 'true'
}

const yes = (v: unknown) => (v === 'true' || v === true ? ('true' as const) : undefined)

const caseSearch = (s: Search): CaseSearch => ({
  id: text(s.id),
  stage: text(s.stage),
  kind: text(s.kind),
  light: one(s.light, 'overdue', 'due', 'supervised', 'red', 'yellow', 'green'),
  department: text(s.department),
  open: yes(s.open),
  holder: text(s.holder),
  sort: one(s.sort, 'due'),
  pending: text(s.pending),
  assisting: text(s.assisting),
  due: one(s.due, 'today', 'tomorrow', 'week'),
  redone: yes(s.redone),
  uncontacted: yes(s.uncontacted),
  working: yes(s.working),
})

const ratesSearch = (s: Search): RatesSearch => ({
  period: one(s.period, 'last_week', 'month', 'last_month', 'quarter', 'year'),
  from: text(s.from),
  to: text(s.to),
  cutoff: text(s.cutoff),
  group: text(s.group),
  imported: s.imported === 'true' || s.imported === true ? 'true' : s.imported === 'false' || s.imported === false ? 'false' : undefined,
  by: text(s.by),
  figure: text(s.figure),
  unit: text(s.unit),
  part: one(s.part, 'numerator', 'denominator', 'excluded'),
  measure: text(s.measure),
  edition: text(s.edition),
  reason: text(s.reason),
})

let who: () => Session | undefined = () => undefined

const root = createRootRoute({ component: Shell, notFoundComponent: Lost })

const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    const s = who()
    throw redirect({ to: s ? home(s) : '/welcome', replace: true })
  },
})
const bench = createRoute({
  getParentRoute: () => root,
  path: '/bench',
  validateSearch: (s: Search): { id?: string; view?: 'mine' | 'ended'; panes?: string } => ({ id: text(s.id), view: one(s.view, 'mine', 'ended'), panes: text(s.panes) }),
  component: lazyRouteComponent(() => import('./bench/Bench'), 'Bench'),
})
const leader = createRoute({
  getParentRoute: () => root,
  path: '/leader',
  validateSearch: (s: Search): { id?: string; agent?: string } => ({ id: text(s.id), agent: text(s.agent) }),
  component: lazyRouteComponent(() => import('./leader/Leader'), 'Leader'),
})
const calls = createRoute({
  getParentRoute: () => root,
  path: '/calls',
  validateSearch: (s: Search): { id?: string; view?: 'callbacks' } => ({ id: text(s.id), view: one(s.view, 'callbacks') }),
  component: lazyRouteComponent(() => import('./calls/Calls'), 'Calls'),
})
const cases = createRoute({ getParentRoute: () => root, path: '/cases', validateSearch: caseSearch, component: lazyRouteComponent(() => import('./cases/Cases'), 'Cases') })
const inbox = createRoute({
  getParentRoute: () => root,
  path: '/inbox',
  validateSearch: (s: Search): { id?: string; show?: string } => ({ id: text(s.id), show: text(s.show) }),
  component: lazyRouteComponent(() => import('./cases/Inbox'), 'Inbox'),
})
/** A queue that one works through: what is open, and which part of it is shown. */
const queueSearch = (s: Search): { id?: string; show?: string } => ({ id: text(s.id), show: text(s.show) })
const dispatch = createRoute({ getParentRoute: () => root, path: '/dispatch', validateSearch: queueSearch, component: lazyRouteComponent(() => import('./queues/Dispatch'), 'Dispatch') })
const review = createRoute({ getParentRoute: () => root, path: '/review', validateSearch: queueSearch, component: lazyRouteComponent(() => import('./queues/Review'), 'Review') })
const survey = createRoute({ getParentRoute: () => root, path: '/survey', validateSearch: queueSearch, component: lazyRouteComponent(() => import('./queues/Survey'), 'Survey') })
const approvals = createRoute({ getParentRoute: () => root, path: '/approvals', validateSearch: queueSearch, component: lazyRouteComponent(() => import('./queues/Approvals'), 'Approvals') })
const unit = createRoute({ getParentRoute: () => root, path: '/unit', validateSearch: queueSearch, component: lazyRouteComponent(() => import('./unit/Unit'), 'Unit') })
const messages = createRoute({
  getParentRoute: () => root,
  path: '/messages',
  validateSearch: (s: Search): { id?: string; stage?: string } => ({ id: text(s.id), stage: text(s.stage) }),
  component: lazyRouteComponent(() => import('./messages/Messages'), 'Messages'),
})
const board = createRoute({
  getParentRoute: () => root,
  path: '/board',
  validateSearch: (s: Search): { wall?: '1' } => ({ wall: s.wall === '1' || s.wall === 1 ? '1' : undefined }),
  component: lazyRouteComponent(() => import('./board/Board'), 'Board'),
})
const kb = createRoute({
  getParentRoute: () => root,
  path: '/kb',
  validateSearch: (s: Search): { id?: string; category?: string; status?: string; q?: string; ask?: string } => ({
    id: text(s.id),
    category: text(s.category),
    status: one(s.status, 'draft', 'published', 'withdrawn'),
    q: text(s.q),
    ask: text(s.ask),
  }),
  component: lazyRouteComponent(() => import('./kb/Knowledge'), 'Knowledge'),
})
const stats = createRoute({
  getParentRoute: () => root,
  path: '/stats',
  validateSearch: (s: Search): { days?: number } => ({ days: [1, 7, 30, 90].find((d) => d === Number(s.days)) }),
  component: lazyRouteComponent(() => import('./stats/Statistics'), 'Statistics'),
})
const rates = createRoute({
  getParentRoute: () => root,
  path: '/rates',
  validateSearch: ratesSearch,
  component: lazyRouteComponent(() => import('./rates/Assessment'), 'Assessment'),
})
const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  validateSearch: (s: Search): { id?: string; tab?: 'ledger'; act?: string; refused?: 'true'; every?: 'true' } => ({
    id: text(s.id),
    tab: one(s.tab, 'ledger'),
    act: text(s.act),
    refused: one(s.refused, 'true'),
    every: one(s.every, 'true'),
  }),
  component: lazyRouteComponent(() => import('./audit/Audit'), 'Audit'),
})
const rules = createRoute({
  getParentRoute: () => root,
  path: '/rules',
  validateSearch: (s: Search): { ref?: string } => ({ ref: text(s.ref) }),
  component: lazyRouteComponent(() => import('./time/Rules'), 'Rules'),
})
const catalogues = createRoute({
  getParentRoute: () => root,
  path: '/catalogues',
  validateSearch: (s: Search): { kind?: string; version?: string } => ({ kind: text(s.kind), version: text(s.version) }),
  component: lazyRouteComponent(() => import('./catalogue/Catalogues'), 'Catalogues'),
})
const people = createRoute({
  getParentRoute: () => root,
  path: '/people',
  validateSearch: (s: Search): { id?: string; show?: 'open' | 'decided'; department?: string; role?: string; q?: string; disabled?: 'true' } => ({
    id: text(s.id),
    show: one(s.show, 'open', 'decided'),
    department: text(s.department),
    role: text(s.role),
    q: text(s.q),
    disabled: yes(s.disabled),
  }),
  component: lazyRouteComponent(() => import('./people/People'), 'People'),
})
const policy = createRoute({
  getParentRoute: () => root,
  path: '/policy',
  validateSearch: (s: Search): { kind?: string } => ({ kind: text(s.kind) }),
  component: lazyRouteComponent(() => import('./people/PolicyPage'), 'PolicyPage'),
})
const deliveries = createRoute({
  getParentRoute: () => root,
  path: '/deliveries',
  validateSearch: (s: Search): { tab?: 'texts' | 'effects'; state?: string } => ({ tab: one(s.tab, 'texts', 'effects'), state: text(s.state) }),
  component: lazyRouteComponent(() => import('./notices/Deliveries'), 'Deliveries'),
})
const calendar = createRoute({
  getParentRoute: () => root,
  path: '/calendar',
  validateSearch: (s: Search): { ref?: string; year?: number; job?: string } => ({ ref: text(s.ref), year: Number(s.year) >= 2000 && Number(s.year) < 2060 ? Number(s.year) : undefined, job: text(s.job) }),
  component: lazyRouteComponent(() => import('./time/Calendars'), 'Calendars'),
})
const welcome = createRoute({ getParentRoute: () => root, path: '/welcome', component: lazyRouteComponent(() => import('./shell/Welcome'), 'Welcome') })

/** The router of the desk; session tells who is signed in when a route asks. */
export function makeRouter(session: () => Session | undefined) {
  who = session
  return router
}

const router = createRouter({
  routeTree: root.addChildren([start, bench, leader, calls, cases, inbox, dispatch, review, survey, approvals, unit, messages, board, kb, stats, rates, audit, rules, calendar, catalogues, people, policy, deliveries, welcome]),
  basepath: '/desk',
  defaultPreload: 'intent',
  defaultErrorComponent: Broken,
  // Filters stay readable: plain words, not JSON.
  parseSearch: (s) => Object.fromEntries(new URLSearchParams(s)),
  stringifySearch: (s) => {
    const q = new URLSearchParams()
    for (const [k, v] of Object.entries(s)) if (v !== undefined && v !== '') q.set(k, String(v))
    const out = q.toString()
    return out ? `?${out}` : ''
  },
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
