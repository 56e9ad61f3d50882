import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useDeferredValue, useState } from 'react'
import { plain } from '../../shared/blocks'
import type { Article, Page } from '../../shared/views'
import { api, path } from '../api'
import { Blocks } from '../parts/Blocks'
import { useOutlets } from '../parts/contract'
import { Empty, Shown } from '../parts/States'
import { say } from '../words'

/** The knowledge base beside a talk or a call: it searches for what is typed, else for what was said last. */
export function KnowledgeSearch({ last, insert }: { last: string; insert?: (text: string) => void }) {
  const [text, setText] = useState('')
  const q = useDeferredValue(text.trim() || last)
  const [open, setOpen] = useState<string>()
  const outlets = useOutlets().data ?? []
  const read = useQuery({
    queryKey: ['articles', 'bench', q],
    enabled: q.length > 0,
    queryFn: ({ signal }) => api.get<Page<Article>>(path('/api/v1/articles', { q: Array.from(q).slice(0, 80).join(''), status: 'published', limit: 12 }), { signal }),
    select: (p) => p.items,
    placeholderData: (old) => old,
  })
  return (
    <div className="pad">
      <Input.Search allowClear placeholder={say('搜索知识，留空按刚说的内容', 'Search; empty searches what was said last')} aria-label={say('搜索知识', 'Search knowledge')} value={text} onChange={(e) => setText(e.target.value)} />
      {!text.trim() && last && <p className="dim small" style={{ margin: '6px 0' }}>{say('按刚说的内容查找：', 'By what was said: ')}{Array.from(last).slice(0, 30).join('')}</p>}
      {q.length > 0 && (
        <Shown read={read} rows={3}>
          {(items) =>
            items.length === 0 ? (
              <Empty text={say('没有匹配的知识', 'Nothing matches')} />
            ) : (
              <ul className="kb-hits">
                {items.map((a) => (
                  <li key={a.id} className="card">
                    <button type="button" className="kb-hit" aria-expanded={open === a.id} onClick={() => setOpen(open === a.id ? undefined : a.id)}>
                      <span className="strong">{a.question}</span>
                      <span className="dim small">{a.category}</span>
                    </button>
                    {open === a.id && (
                      <div className="pad">
                        <Blocks blocks={a.blocks} />
                        <Button size="small" type="primary" disabled={!insert} onClick={() => insert?.(plain(a.blocks, outlets))}>
                          {say('插入回复框', 'Insert')}
                        </Button>
                      </div>
                    )}
                  </li>
                ))}
              </ul>
            )
          }
        </Shown>
      )}
    </div>
  )
}
