import { PrinterOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Checkbox, Segmented, Select } from 'antd'
import { dayTime } from '../../shared/format'
import { api, path } from '../api'
import { Export } from '../list/Export'
import { useCity } from '../parts/contract'
import { DateField } from '../parts/DateField'
import { Empty, Shown } from '../parts/States'
import { Chart } from '../stats/Chart'
import { named, say, words } from '../words'
import { CasesBehind } from './CasesBehind'
import { Editions } from './Editions'
import { Figures } from './Figures'
import { figure, localTime, points, queryOf, ranked } from './period'
import { PublishEdition } from './PublishEdition'
import type { RateRow, RatesSearch, RatesView } from './views'

const presets = ['week', 'last_week', 'month', 'last_month', 'quarter', 'year'] as const
const presetWord = (p: string) =>
  ({ week: say('本周（周五 12:00 起）', 'This week (from Friday 12:00)'), last_week: say('上周', 'Last week'), month: say('本月', 'Month'), last_month: say('上月', 'Last month'), quarter: say('本季', 'Quarter'), year: say('今年', 'Year'), own: say('自选', 'Own') })[p] ?? p

/** The assessment: indicators of units for a period as known at a cut-off, with the cases behind every figure. */
export function Assessment() {
  const asked = useSearch({ from: '/rates' })
  const navigate = useNavigate({ from: '/rates' })
  const go = (next: Partial<RatesSearch>) => void navigate({ search: (s) => ({ ...s, ...next }) })
  const city = useCity()
  const importedToo = city.data?.demo ?? false
  const query = queryOf(asked, importedToo)
  const read = useQuery({ queryKey: ['rates', query], queryFn: ({ signal }) => api.get<RatesView>(path('/api/v1/rates', query), { signal }), placeholderData: (old) => old, enabled: !city.isPending })
  const v = read.data
  const own = asked.from !== undefined || asked.to !== undefined
  return (
    <div className="page assessment">
      <header className="page-head">
        <h1>{say('考核', 'Assessment')}</h1>
        {v && <span className="dim small num">{dayTime(v.period.from, words.lang)} – {dayTime(v.period.to, words.lang)} · {say('统计截至', 'as known at')} {dayTime(v.cutoff, words.lang)}</span>}
        <span className="grow" />
        <Button icon={<PrinterOutlined />} onClick={() => window.print()}>{say('打印', 'Print')}</Button>
        <Export key={JSON.stringify(query)} list="rates" query={query} />
        {v?.may_publish && <PublishEdition v={v} done={(id) => go({ edition: id })} />}
      </header>
      <section className="card noprint" aria-label={say('统计范围', 'What is counted')}>
        <div className="pad row wrap">
          <Select
            aria-label={say('时段', 'Period')}
            style={{ minWidth: 190 }}
            value={own ? 'own' : (asked.period ?? 'week')}
            options={[...presets, 'own' as const].map((p) => ({ value: p as string, label: presetWord(p) }))}
            onChange={(p: string) => (p === 'own' ? go({ period: undefined, from: v && localTime(v.period.from), to: v && localTime(v.period.to) }) : go({ period: p === 'week' ? undefined : p, from: undefined, to: undefined }))}
          />
          {own && (
            <>
              <label className="row small">{say('自', 'From')} <DateField time value={asked.from} onChange={(from) => go({ from })} /></label>
              <label className="row small">{say('至', 'To')} <DateField time value={asked.to} onChange={(to) => go({ to })} /></label>
            </>
          )}
          <label className="row small">{say('截至', 'Known at')} <DateField time value={asked.cutoff} onChange={(cutoff) => go({ cutoff })} /></label>
          <Segmented
            aria-label={say('同类单位', 'Peer group')}
            value={asked.group ?? ''}
            onChange={(g) => go({ group: g || undefined })}
            options={[{ value: '', label: say('全部', 'All') }, ...(v?.groups ?? []).map((g) => ({ value: g.key, label: named(g) }))]}
          />
          <Checkbox checked={query.imported === 'true'} onChange={(e) => go({ imported: e.target.checked === importedToo ? undefined : e.target.checked ? 'true' : 'false' })}>{say('含历史导入件', 'With imported cases')}</Checkbox>
        </div>
      </section>
      <Shown read={read}>{(v) => <Report v={v} asked={asked} go={go} />}</Shown>
      <Editions asked={asked} go={go} />
      {v && asked.figure && <CasesBehind v={v} asked={asked} go={go} />}
    </div>
  )
}

interface Part {
  v: RatesView
  asked: RatesSearch
  go: (next: Partial<RatesSearch>) => void
}

function Report({ v, asked, go }: Part) {
  const by = v.indicators.find((i) => i.key === asked.by && !i.city) ?? v.indicators[0]!
  const rows = ranked(v.units as RateRow[], by.key, by.down)
  const charted = rows.filter((r) => r.rates[by.key]?.value !== undefined)
  return (
    <>
      <Figures v={v} open={(key) => go({ figure: key, unit: undefined, part: undefined, measure: undefined })} />
      {rows.length === 0 ? (
        <section className="card"><Empty text={say('这段时间没有可统计的工单。历史导入件默认不计，可勾选“含历史导入件”。', 'No cases to count in this time. Imported ones are left out unless you tick them.')} /></section>
      ) : (
        <>
          <div className="noprint">
            <Chart form="ranked" title={`${named(by)} %`} note={say('样本不足的单位排在最后', 'units with too few cases stand last')} keys={charted.map((r) => r.name)} series={[{ name: named(by), values: charted.map((r) => Math.round(r.rates[by.key]!.value! * 10) / 10) }]} />
          </div>
          <section className="card">
            <header>
              <h2>{say('各单位', 'Units')}</h2>
              <span className="dim small">{say('点数字看工单；灰字为样本不足，不参与排名', 'a figure opens its cases; grey ones have too few cases to rank')}</span>
            </header>
            <div className="scroll-x" tabIndex={0} role="region" aria-label={say('各单位考核表', 'Units and figures')}>
              <table className="data rates">
                <thead>
                  <tr>
                    <th scope="col">{say('单位', 'Unit')}</th>
                    {v.indicators.filter((i) => !i.city).map((i) => (
                      <th key={i.key} scope="col" aria-sort={i.key === by.key ? (i.down ? 'ascending' : 'descending') : undefined}>
                        <button type="button" className="linklike" onClick={() => go({ by: i.key })}>{named(i)}{i.key === by.key ? (i.down ? ' ▲' : ' ▼') : ''}</button>
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {rows.map((r) => <Line key={r.id} r={r} v={v} go={go} />)}
                </tbody>
                <tfoot><Line r={{ ...(v.total as RateRow), id: '*', name: say('合计', 'All') }} v={v} go={go} /></tfoot>
              </table>
            </div>
          </section>
        </>
      )}
    </>
  )
}

function Line({ r, v, go }: { r: RateRow; v: RatesView; go: Part['go'] }) {
  return (
    <tr>
      <th scope="row">{r.name}{r.level > 2 && <span className="dim small"> {say('下级', 'below')}</span>}</th>
      {v.indicators.filter((i) => !i.city).map((i) => {
        const f = r.rates[i.key]
        if (!f || (f.value === undefined && !f.denominator)) return <td key={i.key} className="num dim">–</td>
        const d = points(f.value, r.before[i.key])
        const good = d === undefined || d === 0 ? '' : d > 0 === !i.down ? 'up' : 'down'
        return (
          <td key={i.key} className={f.few ? 'num few' : 'num'}>
            <button type="button" className="linklike" aria-label={`${r.name} ${named(i)} ${figure(f.value)}%`} onClick={() => go({ figure: i.key, unit: r.id === '*' ? undefined : r.id || '-', part: undefined, measure: undefined })}>{figure(f.value)}</button>
            <small className="dim"> {f.denominator}</small>
            {d !== undefined && d !== 0 && <small className={good}> {d > 0 ? '▲' : '▼'}{Math.abs(d).toFixed(1)}</small>}
          </td>
        )
      })}
    </tr>
  )
}
