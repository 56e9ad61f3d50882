import { dayTime } from '../../shared/format'
import type { TimelineItem } from '../../shared/views'
import { useContract } from '../parts/contract'
import { say, words } from '../words'
import { choiceWord } from '../words/choices'

/** The recorded acts in words, newest last; highlight marks one of them. */
export function Timeline({ items, kind, classNames, highlight }: { items: TimelineItem[]; kind: 'case' | 'message'; classNames?: Record<string, string>; highlight?: number }) {
  const c = useContract()
  return (
    <ol className="timeline" style={{ listStyle: 'none' }}>
      {items.map((i) => (
        <li key={i.seq} className={`by-${i.actor_kind} act-${i.act}${i.seq === highlight ? ' now' : ''}`}>
          <div className="row wrap">
            <span className="strong">{c.act(kind, i.act)}</span>
            {i.from !== i.to && i.to && <span className="stage">{c.stage(kind, i.to)}</span>}
            <span className="small">{actor(i)}</span>
            <span className="grow" />
            <time className="dim small">{dayTime(i.at, words.lang)}</time>
          </div>
          <Fields item={i} kind={kind} classNames={classNames} />
        </li>
      ))}
    </ol>
  )
}

function actor(i: TimelineItem): string {
  if (i.actor_kind === 'system') return say('系统', 'System')
  if (i.actor_kind === 'citizen') return say('诉求人', 'Citizen')
  return [i.actor_unit, i.actor_name].filter(Boolean).join(' · ')
}

function Fields({ item, kind, classNames }: { item: TimelineItem; kind: 'case' | 'message'; classNames?: Record<string, string> }) {
  const c = useContract()
  const entries = Object.entries(item.fields ?? {}).filter(([k, v]) => v && !['party', 'conversation', 'query_code_index', 'title', 'content'].includes(k))
  if (!entries.length && !item.sealed) return null
  const value = (k: string, v: string) => {
    if (k === 'clock') return c.clock(kind, v)
    if (k === 'class') return classNames?.[v] ?? v
    return choiceWord(k, v)
  }
  return (
    <div className="fields">
      {item.sealed && <div className="dim">{say('文字内容已依法删除', 'The texts have been erased')}</div>}
      {entries.map(([k, v]) => (
        <div key={k}>
          <span className="dim">{k === 'clock' ? say('时限', 'clock') : k === 'channel' ? say('渠道', 'channel') : c.field(k)}：</span>
          {value(k, v)}
        </div>
      ))}
    </div>
  )
}
