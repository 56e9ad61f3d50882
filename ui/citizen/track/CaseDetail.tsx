import { useEffect, useState } from 'preact/hooks'
import { stepsOf } from '../../shared/steps'
import type { CaseView, TimelineItem } from '../../shared/views'
import { api, contract, live } from '../api'
import { useLoad } from '../load'
import { Failed, Page, Skeleton } from '../parts'
import { find, t, words, type Key } from '../words'
import { Acts } from './Acts'
import { Clock } from './Clock'
import { Matter } from './Matter'
import { Reply } from './Reply'
import { Stepper } from './Stepper'
import { Timeline } from './Timeline'
import { Verdict } from './Verdict'

/** One case of this browser's citizen: where it stands in a sentence, what they can do, and how it came about. */
export function CaseDetail({ id }: { id: string }) {
  const [said, setSaid] = useState('')
  const { value, problem, loading, again } = useLoad(`case/${id}`, async (signal) => {
    const [view, timeline, words] = await Promise.all([
      api.get<CaseView>(`/api/v1/cases/${id}`, { signal }),
      api.get<{ items: TimelineItem[] }>(`/api/v1/cases/${id}/timeline`, { signal }),
      contract(),
    ])
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
    return live.follow('case', id, again)
  }, [id, known, again])
  return (
    <Page title={v?.title ?? t('track.title')} back="track">
      {problem && <Failed problem={problem} again={again} />}
      {!v && loading && <Skeleton lines={6} />}
      {v && value && (
        <>
          <Verdict number={v.number} kind="case" stage={v.stage} overdue={v.overdue} sentence={words.pick(v.sentence_zh, v.sentence_en)} unit={v.department_name} said={said} />
          {v.public_reply && <Reply text={v.public_reply} unit={v.department_name} at={v.replied_at} />}
          <Acts
            key={v.rev}
            kind="cases"
            id={id}
            rev={v.rev}
            actions={v.allowed_actions}
            onDone={(act) => {
              setSaid(find(`act.${act}.done`) ?? t('act.done'))
              again()
            }}
          />
          {v.clocks.filter((k) => !k.stopped_at && ['accept', 'reply', 'redo'].includes(k.name)).map((k) => (
            <Clock key={k.name} k={k} />
          ))}
          <Stepper
            steps={stepsOf(value.contract, 'case', v.stage, { registered: v.registered_at, accepted: v.accepted_at, dispatched: v.dispatched_at, handling: v.signed_at, replied: v.replied_at, closed: v.closed_at, declined: v.closed_at, withdrawn: v.closed_at })}
          />
          <Timeline kind="case" items={value.timeline} />
          <Matter
            rows={[
              [t('field.kind'), t(`kind.${v.kind}` as Key)],
              [t('field.class'), v.class_name],
              [t('field.place'), v.place],
              [t('field.confidential'), v.confidential ? t('say.yes') : undefined],
            ]}
            content={v.content}
          />
        </>
      )}
    </Page>
  )
}
