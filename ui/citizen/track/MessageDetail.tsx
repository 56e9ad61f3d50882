import { useEffect, useState } from 'preact/hooks'
import { stepsOf } from '../../shared/steps'
import type { MessageView, TimelineItem } from '../../shared/views'
import { api, contract, live } from '../api'
import { useLoad } from '../load'
import { Failed, Page, Skeleton } from '../parts'
import { find, t, words } from '../words'
import { Acts } from './Acts'
import { Clock } from './Clock'
import { Matter } from './Matter'
import { Reply } from './Reply'
import { Stepper } from './Stepper'
import { Timeline } from './Timeline'
import { Verdict } from './Verdict'

/** One message of this browser's citizen, its reply, and asking again. */
export function MessageDetail({ id }: { id: string }) {
  const [said, setSaid] = useState('')
  const { value, problem, loading, again } = useLoad(`message/${id}`, async (signal) => {
    const [view, timeline, words] = await Promise.all([
      api.get<MessageView>(`/api/v1/messages/${id}`, { signal }),
      api.get<{ items: TimelineItem[] }>(`/api/v1/messages/${id}/timeline`, { signal }),
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
    return live.follow('message', id, again)
  }, [id, known, again])
  return (
    <Page title={v?.title ?? t('board.title')} back="track">
      {problem && <Failed problem={problem} again={again} />}
      {!v && loading && <Skeleton lines={6} />}
      {v && value && (
        <>
          <Verdict number={v.number} kind="message" stage={v.stage} overdue={v.overdue} sentence={words.pick(v.sentence_zh, v.sentence_en)} unit={v.department_name} said={said} />
          {v.public_reply && <Reply text={v.public_reply} unit={v.department_name} at={v.replied_at} />}
          <Acts
            key={v.rev}
            kind="messages"
            id={id}
            rev={v.rev}
            actions={v.allowed_actions}
            onDone={(act) => {
              setSaid(find(`act.${act}.done`) ?? t('act.done'))
              again()
            }}
          />
          {v.clocks.filter((k) => !k.stopped_at && k.name === 'message_reply').map((k) => (
            <Clock key={k.name} k={k} />
          ))}
          <Stepper steps={stepsOf(value.contract, 'message', v.stage, { submitted: v.submitted_at, replied: v.replied_at, closed: v.closed_at })} />
          <Timeline kind="message" items={value.timeline} />
          <Matter rows={[[t('field.class'), v.class_name]]} content={v.content} />
        </>
      )}
    </Page>
  )
}
