import { named, say } from '../words'
import { figure, points } from './period'
import type { Indicator, RateRow, RatesView } from './views'

/** What was left out of a figure, in words and numbers. */
export function excludedWords(i: Indicator, r: RateRow, v: Pick<RatesView, 'measures'>): string {
  const f = r.rates[i.key]
  if (!f) return ''
  const parts = Object.entries(f.excluded ?? {}).map(([m, n]) => {
    const w = v.measures.find((x) => x.name === m)
    return `${w ? say(w.zh, w.en) : m} ${n}`
  })
  if (f.imported) parts.push(`${say('历史导入', 'imported')} ${f.imported}`)
  return parts.join(say('，', ', '))
}

/** Every indicator of all units together: value, change, definition, and what was left out. */
export function Figures({ v, open }: { v: RatesView; open: (key: string) => void }) {
  const total = v.total as RateRow
  return (
    <div className="tiles rates-tiles">
      {v.indicators.map((i) => {
        const f = total.rates[i.key]
        const before = points(f?.value, total.before[i.key])
        const year = points(f?.value, total.last_year[i.key])
        const tone = (d: number | undefined) => (d === undefined || d === 0 ? '' : d > 0 === !i.down ? 'up' : 'down')
        const delta = (d: number | undefined, zh: string, en: string) => (d === undefined ? say(`${zh}无数据`, `no data ${en}`) : `${say(zh, en)} ${d > 0 ? '▲' : d < 0 ? '▼' : ''}${Math.abs(d).toFixed(1)}`)
        const out = excludedWords(i, total, v)
        return (
          <div key={i.key} className="tile figure">
            <span>{named(i)}</span>
            <b className="num">
              <button type="button" className="linklike" onClick={() => open(i.key)} aria-label={`${named(i)} ${figure(f?.value)}%`}>{figure(f?.value)}{f?.value !== undefined && '%'}</button>
            </b>
            <small className="num">{i.parts ? i.parts.map((s) => `${figure(total.rates[s.indicator]?.value)} × ${Math.round(s.weight * 100)}%`).join(' + ') : f ? `${f.numerator} ÷ ${f.denominator}` : ''}{f?.few && f.denominator > 0 ? say(`（不足 ${i.least} 件，仅供参考）`, ` (below ${i.least})`) : ''}</small>
            <small><span className={tone(before)}>{delta(before, '较上期', 'vs before')}</span> · <span className={tone(year)}>{delta(year, '较去年', 'vs last year')}</span></small>
            <small className="define">{say(i.note_zh, i.note_en)}{out && say(`。不计：${out}`, `. Left out: ${out}`)}</small>
          </div>
        )
      })}
    </div>
  )
}
