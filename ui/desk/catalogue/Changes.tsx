import { Alert } from 'antd'
import { say } from '../words'
import { tally } from './table'
import type { Report } from './views'

/** What is wrong with a table, or what would change. */
export function Changes({ report }: { report: Report }) {
  if (report.faults.length)
    return (
      <div className="pad">
        <Alert
          type="error"
          showIcon
          role="alert"
          title={say(`有 ${report.faults.length} 处问题，不能发布`, `${report.faults.length} faults; this cannot be published`)}
          description={
            <ul className="fault-list">
              {report.faults.slice(0, 20).map((f, i) => (
                <li key={i}>{f.line > 0 && say(`第 ${f.line} 行：`, `Line ${f.line}: `)}{say(f.zh, f.en)}</li>
              ))}
            </ul>
          }
        />
      </div>
    )
  const n = tally(report.changes)
  return (
    <div className="pad">
      <Alert
        type={report.changes.length ? 'warning' : 'success'}
        showIcon
        title={report.changes.length ? say(`将新增 ${n.added} 行、更改 ${n.changed} 行、删除 ${n.removed} 行`, `${n.added} added, ${n.changed} changed, ${n.removed} removed`) : say('与现行内容相同', 'The same as what is in force')}
        description={report.changes.length > 0 && <p className="small">{report.changes.slice(0, 12).map((c) => c.key).join('、')}{report.changes.length > 12 && ' …'}</p>}
      />
    </div>
  )
}
