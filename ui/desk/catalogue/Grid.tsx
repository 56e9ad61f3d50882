import { DeleteOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { named, say } from '../words'
import type { Line } from './table'
import type { Column } from './views'

interface Props {
  columns: Column[]
  lines: Line[]
  faults: Map<string, string>
  edit: boolean
  /** What the codes of another catalogue are called. */
  names: (catalogue: string) => Map<string, string>
  set: (at: number, column: string, value: string) => void
  remove: (at: number) => void
}

/** Rows drawn at once; a catalogue can have thousands. */
const page = 100

/** The rows as a table of plain fields: quick with hundreds of cells, and the tab key walks them. */
export function Grid({ columns, lines, faults, edit, names, set, remove }: Props) {
  const [shown, setShown] = useState(page)
  const last = Math.min(shown, lines.length)
  return (
    <>
      <div className="scroll-x">
        <table className="data list cells">
          <thead>
            <tr>
              <th>#</th>
              {columns.map((c) => (
                <th key={c.name}>{named(c)}{c.required && <span aria-hidden="true"> *</span>}</th>
              ))}
              {edit && <th>{say('操作', 'Actions')}</th>}
            </tr>
          </thead>
          <tbody>
            {lines.slice(0, last).map(({ at, row }) => (
              <tr key={at}>
                <td className="num dim">{at + 1}</td>
                {columns.map((c) => {
                  const fault = faults.get(`${at + 1}/${c.name}`)
                  return (
                    <td key={c.name} className={fault ? 'bad' : undefined}>
                      <Cell column={c} value={row[c.name] ?? ''} label={`${named(c)} ${at + 1}`} edit={edit} fault={fault} called={c.refers ? names(c.refers).get(row[c.name] ?? '') : undefined} set={(v) => set(at, c.name, v)} />
                    </td>
                  )
                })}
                {edit && (
                  <td>
                    <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={say(`删除第 ${at + 1} 行`, `Remove row ${at + 1}`)} onClick={() => remove(at)} />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {edit && columns.filter((c) => c.refers).map((c) => (
        <datalist key={c.name} id={`of-${c.name}`}>
          {[...names(c.refers!)].map(([code, name]) => <option key={code} value={code}>{name}</option>)}
        </datalist>
      ))}
      {lines.length === 0 && <p className="pad dim">{say('没有符合的行；换个词，或加一行。', 'No row fits; try another word, or add a row.')}</p>}
      {last < lines.length && <div className="pad"><Button onClick={() => setShown(shown + page)}>{say(`再显示 ${Math.min(page, lines.length - last)} 行`, `Show ${Math.min(page, lines.length - last)} more`)}</Button></div>}
    </>
  )
}

function Cell({ column, value, label, edit, fault, called, set }: { column: Column; value: string; label: string; edit: boolean; fault?: string; called?: string; set: (v: string) => void }) {
  if (!edit && called) return <>{value} <span className="dim small">{called}</span></>
  if (!edit) return <>{column.type === 'flag' ? (value === 'yes' ? say('是', 'yes') : say('否', 'no')) : value}</>
  const common = { 'aria-label': label, 'aria-invalid': fault ? true : undefined, title: fault }
  if (column.type === 'flag')
    return (
      <select {...common} value={value} onChange={(e) => set(e.target.value)}>
        <option value="">—</option>
        <option value="yes">{say('是', 'yes')}</option>
        <option value="no">{say('否', 'no')}</option>
      </select>
    )
  if ((column.max ?? 0) > 500) return <textarea {...common} rows={2} value={value} maxLength={column.max} onChange={(e) => set(e.target.value)} />
  return (
    <span className="cell">
      <input {...common} list={column.refers ? `of-${column.name}` : undefined} value={value} maxLength={column.max} inputMode={column.type === 'hour' ? 'numeric' : undefined} onChange={(e) => set(e.target.value)} />
      {called && <span className="dim small">{called}</span>}
    </span>
  )
}
