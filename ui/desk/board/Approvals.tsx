import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import type { Action, CaseItem } from '../../shared/views'
import { ActForm, useAct } from '../cases/ActForm'
import { useCase } from '../cases/read'
import { useCases } from '../cases/rows'
import { SlaPill } from '../parts/SlaPill'
import { Empty, Rows, Shown } from '../parts/States'
import { say } from '../words'

/** Replies that wait for review, each with its matter beside it; passed or sent back where they stand. */
export function Approvals() {
  const read = useCases({ stage: 'replied', sort: 'due' }, 8)
  const [open, setOpen] = useState<string>()
  return (
    <section className="card">
      <header>
        <h2>{say('待审核答复', 'Replies to review')}</h2>
        <span className="grow" />
        <Link to="/cases" search={{ stage: 'replied' }}>{say('全部', 'All')}</Link>
      </header>
      <Shown read={{ data: read.items, error: read.error, isPending: read.pending, refetch: read.again }} rows={3}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty text={say('没有待审核的答复', 'No reply to review')} />
          ) : (
            <ul>
              {rows.map((i) => (
                <li key={i.id} className="approval">
                  <button type="button" aria-expanded={open === i.id} onClick={() => setOpen(open === i.id ? undefined : i.id)}>
                    <span className="grow">{i.title}</span>
                    <span className="dim small">{i.department_name}</span>
                    {i.next && <SlaPill clock={i.next} />}
                  </button>
                  {open === i.id && <Review item={i} />}
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  )
}

function Review({ item }: { item: CaseItem }) {
  const read = useCase(item.id)
  const [doing, setDoing] = useState<Action>()
  const act = useAct('cases', item.id, read.data?.rev ?? item.rev)
  const v = read.data
  if (!v) return <Rows n={1} />
  const action = (name: string) => v.allowed_actions.find((a) => a.act === name)
  const redo = action('review_redo')
  return (
    <div className="pad approval-body">
      <div>
        <h3>{say('诉求', 'The matter')}</h3>
        <p className="matter small">{v.content}</p>
      </div>
      <div>
        <h3>{say('答复', 'Reply')}</h3>
        <p className="reply-box small">{v.public_reply}</p>
      </div>
      <div className="row">
        {action('review_pass') && (
          <Button type="primary" loading={act.isPending} onClick={() => act.mutate({ act: 'review_pass', fields: {}, done: say('审核通过', 'Passed') })}>
            {say('通过', 'Pass')}
          </Button>
        )}
        {redo && <Button danger onClick={() => setDoing(redo)}>{say('退回重办', 'Send back')}</Button>}
        <Link to="/cases" search={{ id: v.id }}>{say('查看全文', 'Open')}</Link>
      </div>
      {doing && <ActForm subject="cases" id={v.id} rev={v.rev} action={doing} matter={v.content} reply={v.public_reply} close={() => setDoing(undefined)} />}
    </div>
  )
}
