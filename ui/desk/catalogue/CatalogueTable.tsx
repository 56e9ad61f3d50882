import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Input, Select } from 'antd'
import { useMemo, useState } from 'react'
import { newKey } from '../../shared/client'
import { dayTime } from '../../shared/format'
import { api, problemOf } from '../api'
import { Publish } from '../time/Publish'
import { say, words } from '../words'
import { Changes } from './Changes'
import { Grid } from './Grid'
import { useNames } from './names'
import { Sheet } from './Sheet'
import { faultsOf, filtered, withCell } from './table'
import type { Catalogue, Published, Report, Row } from './views'

interface Props {
  catalogue: Catalogue
  /** The earlier version shown, when it is not the one in force. */
  older?: string
  go: (version?: string) => void
}

/** One catalogue: its rows, editable where the reader may, what is wrong with them, what would change, and its versions. */
export function CatalogueTable({ catalogue, older, go }: Props) {
  const { message } = App.useApp()
  const cache = useQueryClient()
  const [rows, setRows] = useState<Row[]>(catalogue.rows)
  const [filter, setFilter] = useState('')
  const [report, setReport] = useState<Report>()
  const edit = catalogue.may_edit
  const dirty = older !== undefined || JSON.stringify(rows) !== JSON.stringify(catalogue.rows)
  const lines = useMemo(() => filtered(rows, filter), [rows, filter])
  const change = (next: Row[]) => {
    setRows(next)
    setReport(undefined)
  }
  const names = useNames()
  const path = `/api/v1/catalogues/${catalogue.name}`
  const check = useMutation({
    mutationFn: () => api.post<Report>(`${path}/checks`, { rows, base_version: catalogue.version, reason: '' }, { key: newKey() }),
    onSuccess: setReport,
    onError: (e) => void message.error(problemOf(e).say(words.lang)),
  })
  const publish = useMutation({
    mutationFn: (reason: string) => api.post<Published>(path, { rows, base_version: catalogue.version, reason }, { key: newKey() }),
    onSuccess: (r) => {
      void message.success(say(`已发布第 ${r.version} 版，立即生效`, `Version ${r.version} is in force`))
      for (const key of ['catalogues', 'catalogue', 'classes', 'departments']) void cache.invalidateQueries({ queryKey: [key] })
      go(undefined)
    },
    onError: (e) => {
      const p = problemOf(e)
      void message.error(p.code === 'state_changed' ? say('别人已先发布了新版本；您的修改还在，请刷新后对照。', 'Somebody published a newer version; your changes are kept. Compare after reloading.') : p.say(words.lang), 6)
    },
  })
  return (
    <section className="card">
      <div className="pad row wrap">
        <label htmlFor="catalogue-version" className="strong">{say('版本', 'Version')}</label>
        <Select
          id="catalogue-version"
          style={{ minWidth: 260 }}
          value={older ?? ''}
          onChange={(v) => go(v || undefined)}
          options={[
            { value: '', label: catalogue.version ? say(`第 ${catalogue.version} 版（现行）`, `Version ${catalogue.version} (in force)`) : say('随系统安装（现行）', 'As installed (in force)') },
            ...catalogue.versions.map((v) => ({ value: String(v.version), label: `${say('第', 'Version')} ${v.version} ${say('版', '')} · ${dayTime(v.at, words.lang)} · ${v.by_name} · ${v.reason}` })),
          ]}
        />
        <Input.Search id="catalogue-filter" aria-label={say('筛选', 'Filter')} placeholder={say('筛选本表', 'Filter this table')} allowClear style={{ width: 220 }} value={filter} onChange={(e) => setFilter(e.target.value)} />
        <span className="dim small num">{lines.length} / {rows.length} {say('行', 'rows')}</span>
        <span className="grow" />
        <Sheet catalogue={catalogue} read={(r) => { setRows(r.rows); setReport(r) }} />
        {edit && (
          <>
            <Button onClick={() => { change([...rows, {}]); setFilter('') }}>{say('加一行', 'Add a row')}</Button>
            <Button loading={check.isPending} disabled={!dirty} onClick={() => check.mutate()}>{say('检查', 'Check')}</Button>
            <Publish label={say('发布', 'Publish')} title={say('发布新版本', 'Publish a new version')} disabled={!dirty || !!report?.faults.length} busy={publish.isPending} publish={(r) => publish.mutateAsync(r)} />
          </>
        )}
      </div>
      {older !== undefined && <div className="pad"><Alert type="info" showIcon title={say(`正在看第 ${older} 版。发布它就恢复到那时的内容。`, `This is version ${older}. Publishing it brings that content back.`)} /></div>}
      {report && <Changes report={report} />}
      <Grid columns={catalogue.columns} lines={lines} faults={faultsOf(report)} edit={edit} names={names} set={(at, column, v) => change(withCell(rows, at, column, v))} remove={(at) => change(rows.filter((_, i) => i !== at))} />
    </section>
  )
}
