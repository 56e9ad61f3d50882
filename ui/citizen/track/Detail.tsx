import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { stepsOf } from '../../shared/steps'
import type { Action, ClockView, Contract, RefusedAction, TimelineItem } from '../../shared/views'
import { api, contract, live } from '../api'
import { useLoad } from '../load'
import { Failed, Page, Skeleton } from '../parts'
import { words } from '../words'
import { find, t } from '../words/life'
import { Acts } from './Acts'
import { Clock } from './Clock'
import { Declined } from './Declined'
import { Matter } from './Matter'
import { Reply } from './Reply'
import { Stepper } from './Stepper'
import { Timeline } from './Timeline'
import { Verdict } from './Verdict'

/** What a case and a message have in common for whoever raised it. */
interface Raised {
  number: string
  rev: number
  stage: string
  title: string
  content: string
  overdue: boolean
  sentence_zh: string
  sentence_en: string
  department_name?: string
  public_reply?: string
  replied_at?: string
  decline_code?: string
  clocks: ClockView[]
  allowed_actions: Action[]
  refused_actions?: RefusedAction[]
  next_reminder_at?: string
  reminders_left?: number
  reopens_left?: number
}

interface Props<V extends Raised> {
  kind: 'case' | 'message'
  id: string
  /** the clocks a citizen waits for */
  clocks: string[]
  /** when each stage was reached */
  times: (v: V) => Record<string, string | undefined>
  /** what stands beside the matter */
  rows?: (v: V, c: Contract) => [string, string | undefined][]
  /** what stands above the reply and the acts */
  before?: (v: V, c: Contract) => ComponentChildren
}

/** One matter of this browser's citizen: where it stands in a sentence, what they can do now, the reply, and how it came about. */
export function Detail<V extends Raised>({ kind, id, clocks, times, rows, before }: Props<V>) {
  const [said, setSaid] = useState('')
  const path = `/api/v1/${kind}s/${id}`
  const { value, problem, loading, again } = useLoad(path, async (signal) => {
    const [view, timeline, words] = await Promise.all([api.get<V>(path, { signal }), api.get<{ items: TimelineItem[] }>(`${path}/timeline`, { signal }), contract()])
    return { view, timeline: timeline.items, contract: words }
  })
  useEffect(() => {
    if (!said) return
    const timer = setTimeout(() => setSaid(''), 8000)
    return () => clearTimeout(timer)
  }, [said])
  const v = value?.view
  const known = !!v
  useEffect(() => {
    if (!known) return // a visitor has nobody to follow yet
    live.start()
    return live.follow(kind, id, again)
  }, [kind, id, known, again])
  return (
    <Page title={v?.title ?? t(kind === 'case' ? 'track.title' : 'board.title')} back="track">
      {problem && <Failed problem={problem} again={again} />}
      {!v && loading && <Skeleton lines={6} />}
      {v && value && (
        <>
          <Verdict number={v.number} kind={kind} stage={v.stage} overdue={v.overdue} sentence={words.pick(v.sentence_zh, v.sentence_en)} unit={v.department_name} said={said} />
          <Declined code={v.decline_code} contract={value.contract} />
          {before?.(v, value.contract)}
          {v.public_reply && <Reply text={v.public_reply} unit={v.department_name} at={v.replied_at} />}
          <Acts
            key={v.stage}
            kind={`${kind}s`}
            id={id}
            rev={v.rev}
            actions={v.allowed_actions}
            refused={v.refused_actions ?? []}
            limits={v}
            contract={value.contract}
            onStale={again}
            onDone={(act) => {
              setSaid(find(`act.${act}.done`) ?? t('act.done'))
              again()
            }}
          />
          {v.clocks.filter((k) => !k.stopped_at && clocks.includes(k.name)).map((k) => (
            <Clock key={k.name} k={k} />
          ))}
          <Stepper steps={stepsOf(value.contract, kind, v.stage, times(v))} />
          <Timeline kind={kind} items={value.timeline} contract={value.contract} replied={!!v.public_reply} />
          <Matter rows={rows?.(v, value.contract) ?? []} content={v.content} />
        </>
      )}
    </Page>
  )
}
