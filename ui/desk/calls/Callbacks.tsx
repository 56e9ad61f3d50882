import { Button, Input, Radio } from 'antd'
import { useState } from 'react'
import { dayTime } from '../../shared/format'
import type { Call, Callback } from '../../shared/views'
import { SlaPill } from '../parts/SlaPill'
import { Fault, Rows } from '../parts/States'
import { say, words } from '../words'
import { choiceOptions, choiceWord } from '../words/choices'
import { Reveal } from './Reveal'
import { useWrite } from './calls'

interface Props {
  read: { data?: Callback[]; error: unknown; isPending: boolean; refetch: () => unknown }
  open: (call: string) => void
}

/** 请回电: who waits to be called, the one due first at the head. */
export function Callbacks({ read, open }: Props) {
  return (
    <section aria-label={say('请回电', 'Call back')}>
      {!!read.error && <Fault error={read.error} retry={() => void read.refetch()} />}
      {!read.data && read.isPending && <Rows n={2} />}
      {read.data?.length === 0 && <p className="dim pad small">{say('没有等待回电的市民', 'Nobody waits to be called')}</p>}
      <ul>
        {read.data?.map((b) => (
          <Wish key={b.id} b={b} open={open} />
        ))}
      </ul>
    </section>
  )
}

function Wish({ b, open }: { b: Callback; open: (call: string) => void }) {
  const [outcome, setOutcome] = useState('reached')
  const [note, setNote] = useState('')
  const base = `/api/v1/callbacks/${b.id}/actions`
  const take = useWrite<void, unknown>(() => ({ path: `${base}/take`, body: {} }))
  const call = useWrite<void, Call>(() => ({ path: `${base}/call`, body: {} }), (c) => open(c.id))
  const tell = useWrite<void, unknown>(() => ({ path: `${base}/attempt`, body: { outcome, note } }))
  return (
    <li className="item wish" data-row={b.id}>
      <span className="item-top">
        <span className="item-title">
          {b.name} <span className="num">{b.number}</span>
        </span>
        <SlaPill clock={b.clock} />
      </span>
      {b.topic && <span className="item-last">{b.topic}</span>}
      <span className="item-sub">
        <span>{choiceWord('callback_source', b.source)}</span>
        <span>{dayTime(b.created_at, words.lang)}</span>
        {b.attempts > 0 && <span>{say(`已试 ${b.attempts} 次，还可试 ${b.attempts_left} 次`, `${b.attempts} tried, ${b.attempts_left} left`)}</span>}
        {b.holder && <span>{b.mine ? say('我在回电', 'mine') : b.holder}</span>}
      </span>
      {!b.holder && (
        <span>
          <Button size="small" type="primary" loading={take.isPending} onClick={() => take.mutate()}>
            {say('我来回电', 'I call')}
          </Button>
        </span>
      )}
      {b.mine && (
        <div className="wish-try">
          <Reveal path={`/api/v1/callbacks/${b.id}/reveal`} masked={b.number} />
          <Button size="small" onClick={() => call.mutate()} loading={call.isPending}>
            {say('打开来电登记', 'Open the form')}
          </Button>
          <Radio.Group size="small" value={outcome} onChange={(e) => setOutcome(e.target.value as string)} options={choiceOptions('attempt')} aria-label={say('回电结果', 'How it went')} />
          <Input size="small" value={note} maxLength={200} onChange={(e) => setNote(e.target.value)} aria-label={say('说明', 'Note')} placeholder={say('说明（可不填）', 'Note, if any')} />
          <Button size="small" type="primary" loading={tell.isPending} onClick={() => tell.mutate()}>
            {say('记录结果', 'Record')}
          </Button>
        </div>
      )}
    </li>
  )
}
