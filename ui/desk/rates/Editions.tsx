import { useQuery } from '@tanstack/react-query'
import { Button, Drawer } from 'antd'
import { dayTime } from '../../shared/format'
import { api } from '../api'
import { useKeyset } from '../list/keyset'
import { Empty, Fault, Rows, Shown } from '../parts/States'
import { named, say, words } from '../words'
import { CaseLines } from './CasesBehind'
import { figure } from './period'
import type { CaseItem, EditionItem, EditionView, RatesSearch } from './views'

interface Props {
  asked: RatesSearch
  go: (next: Partial<RatesSearch>) => void
}

/** What was published, newest first; the chosen one shows what differs now and why. */
export function Editions({ asked, go }: Props) {
  const list = useKeyset<EditionItem>('rate-editions', '/api/v1/rate-editions', {}, 20)
  return (
    <section className="card noprint">
      <header><h2>{say('已发布', 'Published')}</h2></header>
      {list.error ? (
        <Fault error={list.error} retry={list.again} />
      ) : !list.items ? (
        <Rows n={2} />
      ) : list.items.length === 0 ? (
        <Empty text={say('还没有发布过考核', 'Nothing was published yet')} />
      ) : (
        <ul className="plain behind pad">
          {list.items.map((e) => (
            <li key={e.id}>
              <button type="button" className="linklike" aria-expanded={asked.edition === e.id} onClick={() => go({ edition: asked.edition === e.id ? undefined : e.id, reason: undefined })}>{e.title}</button>
              <span className="grow dim small num">{dayTime(e.period.from, words.lang)} – {dayTime(e.period.to, words.lang)} · {say('截至', 'as at')} {dayTime(e.cutoff, words.lang)}</span>
              <span className="dim small">{e.published_by} {dayTime(e.published_at, words.lang)}</span>
            </li>
          ))}
        </ul>
      )}
      {list.more && <div className="more"><Button onClick={list.more}>{say('更多', 'More')}</Button></div>}
      {asked.edition && <Edition key={asked.edition} id={asked.edition} asked={asked} go={go} />}
    </section>
  )
}

function Edition({ id, asked, go }: Props & { id: string }) {
  const read = useQuery({ queryKey: ['rate-edition', id], queryFn: ({ signal }) => api.get<EditionView>(`/api/v1/rate-editions/${id}`, { signal }) })
  return (
    <Shown read={read} rows={2}>
      {(e) => {
        const name = (unit: string) => (unit === '*' ? say('合计', 'All') : (e.units.find((u) => (u.id || '-') === unit)?.name ?? unit))
        const reason = (key: string) => {
          const r = e.reasons.find((x) => x.key === key)
          return r ? say(r.zh, r.en) : key
        }
        return (
          <div className="pad stack">
            <h3>{e.title}</h3>
            {e.note && <p className="small">{e.note}</p>}
            <ul className="plain row wrap small">
              {e.indicators.map((i) => <li key={i.key} className="flag">{named(i)} <b className="num">{figure(e.total.rates[i.key]?.value)}</b></li>)}
            </ul>
            {e.changes.length === 0 ? (
              <p className="dim">{say('发布后没有变化。', 'Nothing has changed since.')}</p>
            ) : (
              <ul className="plain behind" aria-label={say('发布后的变化', 'What changed since')}>
                {e.changes.map((c) => {
                  const i = e.indicators.find((x) => x.key === c.indicator)
                  return (
                    <li key={c.unit + c.indicator}>
                      <span className="strong">{name(c.unit)}</span>
                      <span>{i && named(i)}</span>
                      <span className="num">{figure(c.then)} → {say('今', 'now')} {figure(c.now)}</span>
                      <span className="grow">
                        {Object.entries(c.reasons).map(([why, n]) => (
                          <button key={why} type="button" className="linklike small" onClick={() => go({ reason: [c.unit, c.indicator, why].join(' ') })}>{reason(why)} {n}</button>
                        ))}
                      </span>
                    </li>
                  )
                })}
              </ul>
            )}
            {asked.reason && <Changed id={id} asked={asked} go={go} />}
          </div>
        )
      }}
    </Shown>
  )
}

function Changed({ id, asked, go }: Props & { id: string }) {
  const [unit, indicator, reason] = (asked.reason ?? '').split(' ')
  const list = useKeyset<CaseItem>('edition-cases', `/api/v1/rate-editions/${id}/cases`, { unit, indicator, reason })
  return (
    <Drawer open onClose={() => go({ reason: undefined })} size={560} title={say('发布后变化的工单', 'Cases that changed since')}>
      <CaseLines list={list} />
    </Drawer>
  )
}
