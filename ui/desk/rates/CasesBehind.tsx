import { Link } from '@tanstack/react-router'
import { Button, Drawer, Segmented } from 'antd'
import { dayTime } from '../../shared/format'
import { useKeyset } from '../list/keyset'
import { Empty, Fault, Rows } from '../parts/States'
import { isDepartment, useSeat } from '../session'
import { named, say, words } from '../words'
import { figure, queryOf } from './period'
import type { CaseItem, RatesSearch, RatesView } from './views'

interface Props {
  v: RatesView
  asked: RatesSearch
  go: (next: Partial<RatesSearch>) => void
}

/** The cases a figure is made of: those that fulfil it, those that do not, and those left out. */
export function CasesBehind({ v, asked, go }: Props) {
  const i = v.indicators.find((x) => x.key === asked.figure)
  const part = asked.part ?? 'missed'
  const list = useKeyset<CaseItem>('rate-cases', '/api/v1/rate-cases', { ...queryOf(asked, v.imported), indicator: asked.figure, unit: asked.unit, part, measure: part === 'excluded' ? asked.measure : undefined })
  if (!i) return null
  const row = asked.unit ? v.units.find((u) => u.id === asked.unit?.replace('-', '')) : undefined
  const f = (row ?? v.total).rates[i.key]
  const close = () => go({ figure: undefined, unit: undefined, part: undefined, measure: undefined })
  return (
    <Drawer open onClose={close} size={560} title={`${row ? row.name : say('合计', 'All')} · ${named(i)} ${figure(f?.value)}${f?.value === undefined ? '' : '%'}`}>
      <div className="stack">
        <p className="dim small">{say(i.note_zh, i.note_en)}</p>
        {(i.parts ?? []).map((s) => {
          const part = v.indicators.find((x) => x.key === s.indicator)
          return part && <p key={s.indicator} className="small"><button type="button" className="linklike" onClick={() => go({ figure: s.indicator, part: undefined, measure: undefined })}>{named(part)} <b className="num">{figure((row ?? v.total).rates[s.indicator]?.value)}</b></button> × {Math.round(s.weight * 100)}%</p>
        })}
        <Segmented
          block
          aria-label={say('哪些工单', 'Which cases')}
          value={part}
          onChange={(p) => go({ part: p === 'missed' ? undefined : p, measure: undefined })}
          options={[
            { value: 'missed', label: i.down ? say('未发生', 'Without') : say('未达到', 'Missed') },
            { value: 'numerator', label: i.down ? say('发生', 'With') : say('达到', 'Fulfilled') },
            { value: 'denominator', label: say('全部计入', 'All counted') },
            ...(i.excluded.length ? [{ value: 'excluded', label: say('不计', 'Left out') }] : []),
          ]}
        />
        <CaseLines list={list} />
      </div>
    </Drawer>
  )
}

/** A page of cases as links to where this reader works on them. */
export function CaseLines({ list }: { list: ReturnType<typeof useKeyset<CaseItem>> }) {
  const { session } = useSeat()
  if (list.error) return <Fault error={list.error} retry={list.again} />
  if (!list.items) return <Rows n={4} />
  if (list.items.length === 0) return <Empty text={say('没有这样的工单', 'No such cases')} />
  return (
    <>
      <ul className="plain behind">
        {list.items.map((c) => (
          <li key={c.id}>
            <Link to={isDepartment(session) ? '/inbox' : '/cases'} search={{ id: c.id }} className="num">{c.number}</Link>
            <span className="grow">{c.title}</span>
            <span className="dim small">{c.department_name}</span>
            <time className="dim small num">{dayTime(c.registered_at, words.lang)}</time>
          </li>
        ))}
      </ul>
      {list.more && <div className="more"><Button loading={list.moreBusy} onClick={list.more}>{say('更多', 'More')}</Button></div>}
    </>
  )
}
