import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Button } from 'antd'
import { day } from '../../shared/format'
import type { Article, Page } from '../../shared/views'
import { api } from '../api'
import { useAddress } from '../list/address'
import { useKeyset } from '../list/keyset'
import { ListPage } from '../list/ListPage'
import { Empty } from '../parts/States'
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
  const { ask } = useSearch({ from: '/kb' })
  const navigate = useNavigate({ from: '/kb' })
  // Somebody may be writing on the right: a filter changes the list only.
  const address = useAddress({ beside: ['ask'], stay: true })
  const { id } = address
  const { q, category, status } = address.search
  const { session } = useSeat()
  const categories = useCategories().data ?? []
  const read = useKeyset<Article>('articles', '/api/v1/articles', { category, status, q: q && Array.from(q).slice(0, 80).join('') })
  const go = (to?: string) => void navigate({ search: (s) => ({ ...s, ask: undefined, id: to }), replace: !!id })
  const groups = new Map<string, { category: string; n: number }[]>()
  for (const c of categories) {
    const top = c.category.split('/')[0] || c.category
    groups.set(top, [...(groups.get(top) ?? []), c])
  }
  const total = categories.reduce((n, c) => n + c.n, 0)
  return (
    <ListPage<Article>
      name="kb"
      className="kb"
      always
      title={say('知识库', 'Knowledge')}
      label={say('知识列表', 'Articles')}
      detailLabel={say('知识内容', 'Article')}
      address={address}
      note={<span className="dim num small">{say(`${total} 条`, `${total} articles`)}</span>}
      actions={
        <>
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
        </>
      }
      filters={[
        { kind: 'text', name: 'q', main: true, label: say('搜索知识', 'Search'), placeholder: say('按意思搜索标准问、相似问、答案', 'Search by meaning') },
        {
          kind: 'select',
          name: 'category',
          label: say('分类', 'Category'),
          placeholder: say('全部分类', 'All categories'),
          search: true,
          options: [...groups].map(([top, list]) => ({ label: top, title: top, options: list.map((c) => ({ value: c.category, label: `${c.category}（${c.n}）` })) })),
        },
        { kind: 'select', name: 'status', label: say('状态', 'Status'), width: 104, options: choiceOptions('status') },
      ]}
      read={read}
      id={(a) => a.id}
      card={(a) => (
        <>
          <span className="item-top">
            <span className="item-title" title={a.question}>{a.question}</span>
            {a.status !== 'published' && <span className={a.status === 'draft' ? 'flag flag-yellow' : 'flag'}>{choiceWord('status', a.status)}</span>}
          </span>
          <span className="item-sub">
            <span>{a.category}</span>
            <span>{say(`相似问 ${a.variants.length}`, `${a.variants.length} variants`)}</span>
            <span className="num">{day(a.updated_at, words.lang)}</span>
          </span>
        </>
      )}
      empty={say('没有符合条件的知识', 'Nothing matches')}
      onOpen={go}
      detail={
        ask !== undefined ? (
          <QuestionBox key={ask} first={ask.trim()} open={go} close={() => go()} />
        ) : id ? (
          <Editor key={id} id={id} question={id === 'new' ? q : undefined} category={category} saved={go} close={() => go()} />
        ) : (
          <Empty text={say('从左侧选择一条知识，或用“试一问”看机器人怎么回答', 'Choose an article, or try a question')} />
        )
      }
    />
  )
}
