import { Button } from 'antd'
import { dayTime } from '../../shared/format'
import type { Application, CaseView } from '../../shared/views'
import { useContract } from '../parts/contract'
import { named, say, words } from '../words'
import { choiceWord } from '../words/choices'
import type { Acting } from './acting'
import { graveActs, rulingActs } from './fields'
import { lastOf, useTimeline } from './read'

/** Why something was applied for: the words of the newest application of its kind. */
function useReason(id: string, kind: string): string | undefined {
  const act = kind === 'appeal' || kind === 'contest' ? kind : `${kind}_apply`
  const item = lastOf(useTimeline(id).data, (i) => i.act === act)
  return item?.fields?.reason ?? item?.fields?.content ?? undefined
}

/** What waits for a ruling, with what is asked for and why; who may rule does so here. */
export function Pending({ v, acting }: { v: CaseView; acting: Acting }) {
  return (
    <>
      {(v.pending ?? []).map((a) => (
        <One key={a.kind} v={v} a={a} acting={acting} />
      ))}
    </>
  )
}

function One({ v, a, acting }: { v: CaseView; a: Application; acting: Acting }) {
  const c = useContract()
  const reason = useReason(v.id, a.kind)
  const rulings = (rulingActs[a.kind] ?? []).flatMap((name) => v.allowed_actions.find((x) => x.act === name) ?? [])
  const name = c.act('case', a.kind === 'appeal' || a.kind === 'contest' ? a.kind : `${a.kind}_apply`)
  const asked = [
    a.days ? say(`${a.days} 个工作日`, `${a.days} working days`) : '',
    a.until ? say(`承诺日期 ${a.until}`, `promised for ${a.until}`) : '',
    a.suggested_unit ? say(`建议改派 ${a.suggested_unit}`, `suggests ${a.suggested_unit}`) : '',
    a.on ? choiceWord('appeal_on', a.on) : '',
  ].filter(Boolean)
  return (
    <section className="pending" aria-label={say(`待审定：${name}`, `To be ruled on: ${name}`)}>
      <div className="grow">
        <p>
          <b>
            ▲ {name} · {say('等待审定', 'waits for a ruling')}
          </b>{' '}
          <span className="small">{[a.unit, a.by, dayTime(a.at, words.lang)].filter(Boolean).join(' · ')}</span>
        </p>
        {asked.length > 0 && <p>{asked.join('；')}</p>}
        {reason && <p className="matter">{reason}</p>}
      </div>
      <div className="row wrap">
        {rulings.map((r, n) => (
          <Button key={r.act} type={n === 0 && !graveActs.includes(r.act) ? 'primary' : 'default'} danger={graveActs.includes(r.act)} loading={acting.busy === r.act} onClick={() => acting.begin(r)}>
            {named(r)}
            {graveActs.includes(r.act) ? ' (B)' : ' (Y)'}
          </Button>
        ))}
      </div>
    </section>
  )
}
