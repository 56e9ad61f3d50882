import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Form, Input } from 'antd'
import { useRef, useState } from 'react'
import type { InputRef } from 'antd'
import type { Call } from '../../shared/views'
import { useKeys } from '../parts/keys'
import { Empty, Shown } from '../parts/States'
import { say } from '../words'
import { CallForm } from './CallForm'
import { CallList } from './CallList'
import { Callbacks } from './Callbacks'
import { useCallbacks, useCaller, useLiveCalls, useWrite } from './calls'

/** 来电登记: what rings and what waits on the left, one call in the middle, what is known of the caller beside it. */
export function Calls() {
  const { id, view } = useSearch({ from: '/calls' })
  const navigate = useNavigate({ from: '/calls' })
  const live = useLiveCalls()
  const wishes = useCallbacks()
  const caller = useCaller(id)
  const open = (to?: string) => void navigate({ search: (s) => ({ ...s, id: to }) })
  const take = useWrite<Call, unknown>((c) => ({ path: `/api/v1/calls/${c.id}/actions/take`, body: {} }), (_, c) => open(c.id))
  const waiting = (live.data ?? []).filter((c) => !c.mine && c.state !== 'ended')
  const typed = useRef<InputRef>(null)
  useKeys({
    'Alt+T': waiting.length ? () => take.mutate(waiting[waiting.length - 1]!) : undefined,
    'Alt+N': () => typed.current?.focus(),
    Escape: id ? () => open() : undefined,
  })
  return (
    <div className={id ? 'bench calls has-talk' : 'bench calls'}>
      <section className="bench-list" aria-label={say('来电与回电', 'Calls and call-backs')}>
        <h1 className="hidden">{say('来电登记', 'Calls')}</h1>
        <TypeNumber field={typed} open={open} />
        <nav className="stagetabs pad" aria-label={say('范围', 'Scope')}>
          <Link to="/calls" search={(s) => ({ id: s.id })} activeProps={{}} className={view ? undefined : 'on'} aria-current={view ? undefined : 'page'}>
            {say('来电', 'Calls')} <span className="num">{live.data?.length ?? ''}</span>
          </Link>
          <Link to="/calls" search={(s) => ({ id: s.id, view: 'callbacks' as const })} activeProps={{}} className={view ? 'on' : undefined} aria-current={view ? 'page' : undefined}>
            {say('请回电', 'Call back')} <span className="num">{wishes.data?.length ?? ''}</span>
          </Link>
        </nav>
        <div className="split-rows">{view ? <Callbacks read={wishes} open={open} /> : <CallList read={live} at={id} open={open} take={(c) => take.mutate(c)} />}</div>
      </section>
      {id ? (
        <Shown read={caller}>{(v) => <CallForm key={v.call.id} caller={v} close={() => open()} />}</Shown>
      ) : (
        <section className="bench-talk calls-empty">
          <Empty text={say('接起一个来电（Alt T），或输入号码（Alt N）', 'Take a call (Alt T), or type a number (Alt N)')} />
        </section>
      )}
    </div>
  )
}

function TypeNumber({ field, open }: { field: React.RefObject<InputRef | null>; open: (id: string) => void }) {
  const [number, setNumber] = useState('')
  const make = useWrite<string, Call>((n) => ({ path: '/api/v1/typed-calls', body: { number: n } }), (c) => {
    setNumber('')
    open(c.id)
  })
  return (
    <Form className="pad type-number" onFinish={() => make.mutate(number.trim())}>
      <Input ref={field} value={number} onChange={(e) => setNumber(e.target.value)} inputMode="tel" autoComplete="off" aria-label={say('来电号码', 'Number')} placeholder={say('来电号码，隐藏号码留空', 'Number; empty when withheld')} />
      <Button htmlType="submit" loading={make.isPending}>
        {say('登记', 'Open')}
      </Button>
    </Form>
  )
}
