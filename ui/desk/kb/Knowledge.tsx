import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { day } from '../../shared/format'
import type { Article, Page } from '../../shared/views'
import { api, path } from '../api'
import { useRows } from '../cases/rows'
import { Empty, Shown } from '../parts/States'
import { may, useSeat } from '../session'
import { say, words } from '../words'
import { choiceOptions, choiceWord } from '../words/choices'
import { Editor } from './Editor'
import { QuestionBox } from './QuestionBox'

export function useCategories() {
  return useQuery({ queryKey: ['categories'], queryFn: ({ signal }) => api.get<Page<{ category: string; n: number }>>('/api/v1/article-categories', { signal }), select: (p) => p.items })
}

/** The knowledge base: a list on the left; an article, a new one, or the question box on the right. */
export function Knowledge() {
  const { id, category, status, q, ask } = useSearch({ from: '/kb' })
  const navigate = useNavigate({ from: '/kb' })
  const { session } = useSeat()
  const categories = useCategories().data ?? []
  const [text, setText] = useState(q ?? '')
  const read = useInfiniteQuery({
    queryKey: ['articles', { category, status, q }],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => api.get<Page<Article>>(path('/api/v1/articles', { category, status, q: q && Array.from(q).slice(0, 80).join(''), limit: 50, cursor: pageParam }), { signal }),
    getNextPageParam: (last) => last.next_cursor,
  })
  const items = read.data?.pages.flatMap((p) => p.items)
  const go = (to?: string) => void navigate({ search: (s) => ({ ...s, ask: undefined, id: to }), replace: !!id })
  useRows(items?.map((i) => i.id) ?? [], id, go)
  const right = ask !== undefined || !!id
  const groups = new Map<string, { category: string; n: number }[]>()
  for (const c of categories) {
    const top = c.category.split('/')[0] || c.category
    groups.set(top, [...(groups.get(top) ?? []), c])
  }
  return (
    <div className={right ? 'kb split opened' : 'kb split opened idle'}>
      <section className="split-list" aria-label={say('知识列表', 'Articles')}>
        <header>
          <div className="row wrap">
            <h1>{say('知识库', 'Knowledge')}</h1>
            <span className="dim num small">{say(`${categories.reduce((n, c) => n + c.n, 0)} 条`, `${categories.reduce((n, c) => n + c.n, 0)} articles`)}</span>
            <span className="grow" />
            {may(session, 'article.try') && (
              <Button size="small" onClick={() => void navigate({ search: (s) => ({ ...s, id: undefined, ask: q || ' ' }) })}>
                {say('试一问', 'Try a question')}
              </Button>
            )}
            {may(session, 'article.create') && (
              <Button size="small" type="primary" onClick={() => go('new')}>
                {say('新建', 'New')}
              </Button>
            )}
          </div>
          <Input.Search data-search allowClear value={text} onChange={(e) => setText(e.target.value)} onSearch={(v) => void navigate({ search: (s) => ({ ...s, q: v.trim() || undefined }) })} placeholder={say('按意思搜索标准问、相似问、答案', 'Search by meaning')} aria-label={say('搜索知识', 'Search')} />
          <div className="row">
            <Select
              size="small"
              allowClear
              showSearch={{ optionFilterProp: 'label' }}
              style={{ flex: 1, minWidth: 0 }}
              placeholder={say('全部分类', 'All categories')}
              aria-label={say('分类', 'Category')}
              value={category}
              onChange={(v?: string) => void navigate({ search: (s) => ({ ...s, category: v }) })}
              options={[...groups].map(([top, list]) => ({ label: top, title: top, options: list.map((c) => ({ value: c.category, label: `${c.category}（${c.n}）` })) }))}
            />
            <Select size="small" allowClear style={{ width: 104 }} placeholder={say('状态', 'Status')} aria-label={say('状态', 'Status')} value={status} onChange={(v?: string) => void navigate({ search: (s) => ({ ...s, status: v }) })} options={choiceOptions('status')} />
          </div>
        </header>
        <div className="split-rows" aria-busy={read.isFetching}>
          <Shown read={{ data: items, error: read.error, isPending: read.isPending, refetch: read.refetch }}>
            {(rows) =>
              rows.length === 0 ? (
                <Empty text={say('没有符合条件的知识', 'Nothing matches')}>
                  {(q || category || status) && <Link to="/kb" search={{}}>{say('查看全部知识', 'Show all')}</Link>}
                </Empty>
              ) : (
                <>
                  <ul>
                    {rows.map((a) => (
                      <li key={a.id}>
                        <a
                          href={`?id=${a.id}`}
                          data-row={a.id}
                          className={a.id === id ? 'item on' : 'item'}
                          aria-current={a.id === id ? 'true' : undefined}
                          onClick={(e) => {
                            if (e.metaKey || e.ctrlKey) return
                            e.preventDefault()
                            go(a.id)
                          }}
                        >
                          <span className="item-top">
                            <span className="item-title" title={a.question}>{a.question}</span>
                            {a.status !== 'published' && <span className={a.status === 'draft' ? 'flag flag-yellow' : 'flag'}>{choiceWord('status', a.status)}</span>}
                          </span>
                          <span className="item-sub">
                            <span>{a.category}</span>
                            <span>{say(`相似问 ${a.variants.length}`, `${a.variants.length} variants`)}</span>
                            <span className="num">{day(a.updated_at, words.lang)}</span>
                          </span>
                        </a>
                      </li>
                    ))}
                  </ul>
                  {read.hasNextPage && (
                    <div className="more">
                      <Button onClick={() => void read.fetchNextPage()} loading={read.isFetchingNextPage}>{say('更多', 'More')}</Button>
                    </div>
                  )}
                </>
              )
            }
          </Shown>
        </div>
      </section>
      <section className="split-detail" aria-label={say('知识内容', 'Article')}>
        {ask !== undefined ? (
          <QuestionBox key={ask} first={ask.trim()} open={go} close={() => go()} />
        ) : id ? (
          <Editor key={id} id={id} question={id === 'new' ? q : undefined} category={category} saved={go} close={() => go()} />
        ) : (
          <Empty text={say('从左侧选择一条知识，或用“试一问”看机器人怎么回答', 'Choose an article, or try a question')} />
        )}
      </section>
    </div>
  )
}
