import { clockTime } from '../../shared/format'
import type { Aside } from '../../shared/views'
import { say } from '../words'
import { choiceWord } from '../words/choices'

function what(a: Aside): string {
  const to = a.to_name || say('排队', 'the queue')
  switch (a.act) {
    case 'consult':
      return say(`请 ${to} 协助`, `asked ${to}`)
    case 'consult_close':
      return say(`结束向 ${to} 求助`, `stopped asking ${to}`)
    case 'transfer':
      return say(`转接给 ${to}`, `transferred to ${to}`)
    case 'take_over':
      return say('接管会话', 'took over')
    case 'abuse_end':
      return say(`终止服务：${choiceWord('abuse_reason', a.reason)}`, `ended for abuse: ${choiceWord('abuse_reason', a.reason)}`)
    default:
      return ''
  }
}

/** What was said beside a talk; the citizen never reads it, and it looks so. */
export function AsideLine({ a }: { a: Aside }) {
  const done = what(a)
  return (
    <li className="line-aside">
      <p className="line-foot">
        <span className="flag">{say('内部', 'Internal')}</span> {a.by_name} {done} · <time>{clockTime(a.at)}</time>
      </p>
      {a.text && <p className="aside-text">{a.text}</p>}
      {a.erased && <p className="dim small">{say('内容已依法删除', 'Erased')}</p>}
    </li>
  )
}
