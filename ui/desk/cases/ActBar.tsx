import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import type { Action } from '../../shared/views'
import { useKeys } from '../parts/keys'
import { named, say } from '../words'
import { ActForm, useAct, type Subject } from './ActForm'
import { graveActs, immediate, leading, ordered } from './fields'

/** The key of an act, where it has one; it works while its thing is open. */
const keyOf: Record<string, string> = { sign: 's', reply: 'r', note: 'n' }

/** Keys that need no hint on their button. */
const quiet = ['note']

interface Props {
  subject: Subject
  id: string
  rev: number
  actions: Action[]
  initial?: (a: Action) => Record<string, string> | undefined
  matter: string
  reply?: string
  close: () => void
  children?: ReactNode
}

/** What may be done now: one button an act, its form made from the act's fields. Whatever the server allows appears here. */
export function ActBar({ subject, id, rev, actions, initial, matter, reply, close, children }: Props) {
  const [doing, setDoing] = useState<Action>()
  const act = useAct(subject, id, rev)
  const all = ordered(actions)
  const begin = (a: Action) => (immediate(a) ? act.mutate({ act: a.act, fields: {}, done: say(`${a.zh}成功`, `${a.en}: done`) }) : setDoing(a))
  useKeys({ Escape: close, ...Object.fromEntries(all.flatMap((a) => (keyOf[a.act] ? [[keyOf[a.act], () => begin(a)]] : []))) })
  return (
    <div className="actbar">
      <Button className="only-narrow" size="small" onClick={close}>
        {say('返回', 'Back')}
      </Button>
      {all.length === 0 && <span className="dim">{say('当前没有您可以办理的操作', 'Nothing for you to do here now')}</span>}
      {all.map((a, n) => (
        <Button key={a.act} type={n === 0 && leading(a) ? 'primary' : 'default'} danger={graveActs.includes(a.act)} loading={act.isPending && act.variables?.act === a.act} onClick={() => begin(a)}>
          {named(a)}
          {keyOf[a.act] && !quiet.includes(a.act) ? ` (${keyOf[a.act]!.toUpperCase()})` : ''}
        </Button>
      ))}
      <span className="grow" />
      {children}
      <Button size="small" type="text" aria-label={say('关闭详情', 'Close')} onClick={close}>
        ×
      </Button>
      {doing && <ActForm subject={subject} id={id} rev={rev} action={doing} initial={initial?.(doing)} matter={matter} reply={reply} close={() => setDoing(undefined)} />}
    </div>
  )
}
