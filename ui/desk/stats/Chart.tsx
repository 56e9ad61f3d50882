import { BarChart, LineChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import * as echarts from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useSeat } from '../session'
import { say, words } from '../words'
import { csvOf, type Table } from './table'

echarts.use([BarChart, LineChart, GridComponent, TooltipComponent, LegendComponent, AriaComponent, SVGRenderer])

export interface Series {
  name: string
  values: number[]
}

interface Props {
  title: string
  note?: string
  keys: string[]
  series: Series[]
  /** bars: one a key and stacked; ranked: lying bars, the largest on top; line: a curve */
  form: 'bars' | 'ranked' | 'line'
  height?: number
  pick?: (key: string) => void
  empty?: string
}

const family = '"PingFang SC","HarmonyOS Sans SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif'
const palette = { light: ['#0b57c2', '#c27803', '#a61b14', '#136c2e'], dark: ['#6ea3ff', '#ffcf70', '#ff9d94', '#7fdc9a'] }

/** A chart with its table and its CSV: the same figures for eyes, screen readers and spreadsheets. */
export function Chart({ title, note, keys, series, form, height = 260, pick, empty }: Props) {
  const { tone } = useSeat()
  const box = useRef<HTMLDivElement>(null)
  const [asTable, setAsTable] = useState(false)
  const lang = words.lang
  const none = series.every((s) => s.values.every((v) => !v))
  const signature = JSON.stringify([keys, series, form])
  useEffect(() => {
    if (!box.current || asTable || none) return
    const chart = echarts.init(box.current, undefined, { renderer: 'svg' })
    chart.setOption(optionOf(keys, series, form, tone))
    if (pick) chart.on('click', (e) => pick(String(e.name)))
    const watch = new ResizeObserver(() => chart.resize())
    watch.observe(box.current)
    return () => {
      watch.disconnect()
      chart.dispose()
    }
  }, [signature, tone, lang, asTable, none])
  const table: Table = { head: [say('项目', 'Item'), ...series.map((s) => s.name)], rows: keys.map((k, i) => [k, ...series.map((s) => s.values[i] ?? 0)]) }
  return (
    <section className="card chart" aria-label={title}>
      <header>
        <h2>{title}</h2>
        {note && <span className="dim small">{note}</span>}
        <span className="grow" />
        <Button size="small" type="text" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>{asTable ? say('图', 'Chart') : say('表', 'Table')}</Button>
        <Button size="small" type="text" onClick={() => download(`${title}.csv`, csvOf(table))}>CSV</Button>
      </header>
      {none && !asTable ? (
        <p className="dim pad">{empty ?? say('这段时间没有数据', 'Nothing in this time')}</p>
      ) : asTable ? (
        <div className="chart-table" tabIndex={0} role="region" aria-label={title} style={{ maxHeight: height }}>
          <DataTable of={table} />
        </div>
      ) : (
        <div ref={box} style={{ height: form === 'ranked' ? Math.max(120, keys.length * 30 + 20) : height }} role="img" aria-label={`${title}：${table.rows.slice(0, 12).map((r) => r.join(' ')).join('；')}`} />
      )}
    </section>
  )
}

export function DataTable({ of }: { of: Table }) {
  return (
    <table className="data">
      <thead>
        <tr>{of.head.map((h) => <th key={h} scope="col">{h}</th>)}</tr>
      </thead>
      <tbody>
        {of.rows.map((r) => (
          <tr key={String(r[0])}>
            {r.map((c, i) => (i ? <td key={i} className="num">{c}</td> : <th key={i} scope="row">{c}</th>))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export function download(name: string, text: string): void {
  // Excel reads UTF-8 only behind a byte order mark.
  const url = URL.createObjectURL(new Blob(['\uFEFF', text], { type: 'text/csv;charset=utf-8' }))
  const a = document.createElement('a')
  a.href = url
  a.download = name
  a.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

function optionOf(keys: string[], series: Series[], form: Props['form'], tone: 'light' | 'dark'): echarts.EChartsCoreOption {
  const ink = tone === 'dark' ? '#b4bfce' : '#4a5565'
  const line = tone === 'dark' ? '#2f3a4a' : '#dfe5ee'
  const category = { type: 'category', data: keys, axisLabel: { color: ink, fontSize: 13, ...(form === 'ranked' ? { width: 110, overflow: 'truncate' } : { hideOverlap: true }) }, axisTick: { show: false }, axisLine: { lineStyle: { color: line } }, inverse: form === 'ranked' }
  const value = { type: 'value', minInterval: 1, axisLabel: { color: ink, fontSize: 13, show: form !== 'ranked' }, splitLine: { show: form !== 'ranked', lineStyle: { color: line } } }
  return {
    animationDuration: 200,
    aria: { enabled: true, decal: { show: series.length > 1 && form === 'bars' } },
    color: palette[tone],
    textStyle: { fontFamily: family },
    grid: form === 'ranked' ? { left: 8, right: 48, top: 8, bottom: 8, containLabel: true } : { left: 8, right: 16, top: series.length > 1 ? 36 : 16, bottom: 8, containLabel: true },
    legend: series.length > 1 ? { top: 4, textStyle: { color: ink, fontSize: 13 } } : undefined,
    tooltip: { trigger: 'axis', axisPointer: { type: form === 'line' ? 'line' : 'shadow' }, backgroundColor: tone === 'dark' ? '#202938' : '#fff', borderColor: line, textStyle: { color: tone === 'dark' ? '#eef2f8' : '#1b2430' } },
    xAxis: form === 'ranked' ? value : category,
    yAxis: form === 'ranked' ? category : value,
    series: series.map((s, i) =>
      form === 'line'
        ? { type: 'line', name: s.name, data: s.values, smooth: false, symbol: ['circle', 'triangle', 'rect'][i % 3], symbolSize: 6, areaStyle: i === 0 ? { opacity: 0.08 } : undefined }
        : { type: 'bar', name: s.name, data: s.values, stack: form === 'bars' ? 'all' : undefined, barMaxWidth: form === 'ranked' ? 16 : 28, label: form === 'ranked' ? { show: true, position: 'right', color: ink, fontSize: 13 } : undefined },
    ),
  }
}
