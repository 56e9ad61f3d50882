import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, AutoComplete, Button, Input, Select, TreeSelect } from 'antd'
import { useEffect, useReducer, useRef, useState } from 'react'
import { newKey } from '../../shared/client'
import { dayTime } from '../../shared/format'
import type { Article, Page } from '../../shared/views'
import { api, path, problemOf } from '../api'
import { Blocks } from '../parts/Blocks'
import { departmentTree, useDepartments } from '../parts/contract'
import { DateField } from '../parts/DateField'
import { Shown } from '../parts/States'
import { may, useSeat } from '../session'
import { say, words } from '../words'
import { choiceWord } from '../words/choices'
import { BlockFields, blockWord, kinds } from './BlockFields'
import { bodyOf, empty, write } from './draft'
import { useCategories } from './Knowledge'

interface Props {
  id: string
  question?: string
  category?: string
  saved: (id: string) => void
  close: () => void
}

/** One article to read or to write, with a phone's view of it beside. */
export function Editor(p: Props) {
  const isNew = p.id === 'new'
  const read = useQuery({ queryKey: ['article', p.id], enabled: !isNew, queryFn: ({ signal }) => api.get<Article>(`/api/v1/articles/${encodeURIComponent(p.id)}`, { signal }) })
  if (isNew) return <Form {...p} />
  return <Shown read={read}>{(a) => <Form key={a.id} {...p} article={a} />}</Shown>
}

function Form({ article: a, question, category, saved, close }: Props & { article?: Article }) {
  const { session } = useSeat()
  const { message, modal } = App.useApp()
  const cache = useQueryClient()
  const categories = useCategories().data ?? []
  const departments = useDepartments().data
  const [d, step] = useReducer(write, empty)
  const [rev, setRev] = useState(a?.rev ?? 0)
  const [dirty, setDirty] = useState(false)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [conflict, setConflict] = useState(false)
  const key = useRef({ body: '', key: '' })
  const edit = (a ? !!a.may_edit : may(session, 'article.create')) || false
  useEffect(() => {
    step({ do: 'load', article: a, question, category })
    // Loaded once for an article; what others save meanwhile shows as a conflict, not by overwriting what is typed.
  }, [])
  const change = (s: Parameters<typeof step>[0]) => {
    setDirty(true)
    step(s)
  }
  const refresh = (id: string) => {
    void cache.invalidateQueries({ queryKey: ['articles'] })
    void cache.invalidateQueries({ queryKey: ['categories'] })
    void cache.invalidateQueries({ queryKey: ['article', id] })
  }
  const failed = (e: unknown) => {
    const p = problemOf(e)
    if (p.code === 'state_changed') return setConflict(true)
    setErrors(Object.fromEntries(p.fields.map((f) => [f.name, f.detail || f.code])))
    void message.error(`${p.say(words.lang)}（${p.code}）`)
  }
  const save = useMutation({
    mutationFn: async (publish: boolean) => {
      let now = { id: a?.id ?? '', rev }
      if (dirty || !a) {
        const body = bodyOf(d, rev)
        const text = JSON.stringify(body)
        if (key.current.body !== text) key.current = { body: text, key: newKey() }
        now = a ? await api.put<typeof now>(`/api/v1/articles/${a.id}`, body, { key: key.current.key }) : await api.post<typeof now>('/api/v1/articles', body, { key: key.current.key })
        setRev(now.rev)
        setDirty(false)
      }
      if (publish) {
        now = await api.post<typeof now>(`/api/v1/articles/${now.id}/actions/publish`, { rev: now.rev }, { key: newKey() })
        setRev(now.rev)
      }
      return now
    },
    onSuccess: (r, publish) => {
      setErrors({})
      void message.success(publish ? say('已发布，一秒内生效', 'Published; live within a second') : say('草稿已保存', 'Draft saved'))
      refresh(r.id)
      if (!a) saved(r.id)
    },
    onError: failed,
  })
  const withdraw = useMutation({
    mutationFn: () => api.post<{ id: string; rev: number }>(`/api/v1/articles/${a!.id}/actions/withdraw`, { rev }, { key: newKey() }),
    onSuccess: (r) => {
      setRev(r.rev)
      void message.success(say('已下线', 'Withdrawn'))
      refresh(r.id)
    },
    onError: failed,
  })
  const err = (name: string) => (errors[name] ? <p className="field-error" role="alert">{errors[name]}</p> : null)
  const label = (id: string, text: string) => (
    <label htmlFor={id} className="strong small">{text}</label>
  )
  return (
    <article className="editor">
      <div className="actbar">
        <Button className="only-narrow" size="small" onClick={close}>{say('返回', 'Back')}</Button>
        {edit ? (
          <>
            <Button type="primary" loading={save.isPending} onClick={() => save.mutate(true)} disabled={!!a && !dirty && a.status === 'published' && a.version > 0}>
              {say('发布', 'Publish')}
            </Button>
            <Button loading={save.isPending} disabled={!dirty} onClick={() => save.mutate(false)}>{say('保存草稿', 'Save draft')}</Button>
            {a?.status === 'published' && may(session, 'article.withdraw') && (
              <Button danger onClick={() => modal.confirm({ title: say('下线这条知识？', 'Withdraw this article?'), content: say('市民将不再得到这条答案，可随时重新发布。', 'Citizens no longer get it; it can be published again.'), okText: say('下线', 'Withdraw'), onOk: () => withdraw.mutateAsync().then(() => undefined, () => undefined) })}>
                {say('下线', 'Withdraw')}
              </Button>
            )}
          </>
        ) : (
          <span className="dim">{say('只读', 'Read only')}</span>
        )}
        <span className="grow" />
        {dirty && <span className="flag flag-yellow">{say('有未保存的修改', 'Unsaved')}</span>}
        {a && <span className={a.status === 'published' ? 'stage' : 'flag'}>{choiceWord('status', a.status)} v{a.version}</span>}
        <Button size="small" type="text" aria-label={say('关闭', 'Close')} onClick={close}>×</Button>
      </div>
      {conflict && (
        <Alert
          type="warning"
          showIcon
          role="alert"
          title={say('他人已先修改这条知识；您的修改还在本页', 'Somebody changed it first; your edits are still here')}
          action={
            <Button
              size="small"
              onClick={() => {
                setConflict(false)
                setDirty(false)
                void cache.fetchQuery({ queryKey: ['article', a!.id], queryFn: () => api.get<Article>(`/api/v1/articles/${a!.id}`), staleTime: 0 }).then((v) => {
                  setRev(v.rev)
                  step({ do: 'load', article: v })
                })
              }}
            >
              {say('放弃我的修改，查看最新', 'Drop mine, show the latest')}
            </Button>
          }
        />
      )}
      <div className="editor-grid">
        <fieldset disabled={!edit} className="editor-form">
          <div>
            {label('kb-question', say('标准问', 'Question'))}
            <Input id="kb-question" value={d.question} disabled={!edit} maxLength={200} status={errors.question ? 'error' : undefined} onChange={(e) => change({ do: 'set', field: 'question', value: e.target.value })} />
            {err('question')}
          </div>
          <div className="facts">
            <div>
              {label('kb-category', say('分类', 'Category'))}
              <AutoComplete id="kb-category" value={d.category} disabled={!edit} style={{ width: '100%' }} options={categories.map((c) => ({ value: c.category }))} showSearch={{ filterOption: (t, o) => String(o?.value).includes(t) }} onChange={(v: string) => change({ do: 'set', field: 'category', value: v })} />
              {err('category')}
            </div>
            <div>
              {label('kb-department', say('负责单位', 'Department'))}
              <TreeSelect id="kb-department" aria-label={say('负责单位', 'Department')} allowClear disabled={!edit} showSearch={{ treeNodeFilterProp: 'title' }} style={{ width: '100%' }} value={d.department || undefined} treeData={departmentTree(departments)} treeDefaultExpandedKeys={['city']} onChange={(v?: string) => change({ do: 'set', field: 'department', value: v ?? '' })} />
              {err('department')}
            </div>
          </div>
          <section aria-label={say('相似问', 'Variants')}>
            <h3>{say(`相似问 ${d.variants.length}`, `Variants ${d.variants.length}`)}</h3>
            <ul className="variants">
              {d.variants.map((v, i) => (
                <li key={v.key}>
                  <Input size="small" aria-label={say(`相似问 ${i + 1}`, `Variant ${i + 1}`)} disabled={!edit} value={v.text} status={errors[`variants[${i}]`] ? 'error' : undefined} onChange={(e) => change({ do: 'variant.set', at: i, text: e.target.value })} onPressEnter={(e) => !e.nativeEvent.isComposing && change({ do: 'variant.add' })} />
                  {edit && <Button size="small" type="text" aria-label={say(`删除相似问 ${i + 1}`, `Remove variant ${i + 1}`)} onClick={() => change({ do: 'variant.remove', at: i })}>×</Button>}
                  {err(`variants[${i}]`)}
                </li>
              ))}
            </ul>
            {err('variants')}
            {edit && <Button size="small" onClick={() => change({ do: 'variant.add' })}>{say('添加相似问', 'Add a variant')}</Button>}
          </section>
          <section aria-label={say('答案', 'Answer')}>
            <h3>{say('答案', 'Answer')}</h3>
            {err('blocks')}
            <ol className="block-list">
              {d.blocks.map((b, i) => (
                <li key={b.key} className="card">
                  <header>
                    <span className="strong small">{i + 1}. {blockWord(b.block.kind)}</span>
                    <span className="grow" />
                    {edit && (
                      <>
                        <Button size="small" type="text" disabled={i === 0} aria-label={say(`上移第 ${i + 1} 块`, `Move block ${i + 1} up`)} onClick={() => change({ do: 'block.move', at: i, by: -1 })}>↑</Button>
                        <Button size="small" type="text" disabled={i === d.blocks.length - 1} aria-label={say(`下移第 ${i + 1} 块`, `Move block ${i + 1} down`)} onClick={() => change({ do: 'block.move', at: i, by: 1 })}>↓</Button>
                        <Button size="small" type="text" aria-label={say(`删除第 ${i + 1} 块`, `Remove block ${i + 1}`)} onClick={() => change({ do: 'block.remove', at: i })}>×</Button>
                      </>
                    )}
                  </header>
                  <div className="pad">
                    <BlockFields block={b.block} disabled={!edit} set={(block) => change({ do: 'block.set', at: i, block })} />
                    {Object.entries(errors).filter(([k]) => k.startsWith(`blocks[${i}]`)).map(([k, v]) => <p key={k} className="field-error" role="alert">{v}</p>)}
                  </div>
                </li>
              ))}
            </ol>
            {edit && (
              <div className="row wrap">
                <span className="dim small">{say('添加：', 'Add:')}</span>
                {kinds.map((kind) => <Button key={kind} size="small" onClick={() => change({ do: 'block.add', kind })}>{blockWord(kind)}</Button>)}
              </div>
            )}
          </section>
          <div className="facts">
            <div>
              {label('kb-related', say('相关知识', 'Related'))}
              <Related value={d.related} disabled={!edit} set={(v) => change({ do: 'related', value: v })} />
            </div>
            <div>
              <span className="strong small">{say('有效期', 'Valid')}</span>
              <div className="row">
                <DateField disabled={!edit} label={say('生效日', 'From')} value={d.from} max={d.to || undefined} onChange={(v) => change({ do: 'set', field: 'from', value: v ?? '' })} />
                <span className="dim">–</span>
                <DateField disabled={!edit} label={say('失效日', 'To')} value={d.to} min={d.from || undefined} onChange={(v) => change({ do: 'set', field: 'to', value: v ?? '' })} />
              </div>
              {err('valid_to')}
            </div>
          </div>
          {a && <About a={a} />}
        </fieldset>
        <aside className="phone-preview" aria-label={say('手机预览', 'Phone preview')}>
          <h3>{say('市民看到的样子', 'As the citizen sees it')}</h3>
          <div className="bubble-mine">{d.question || say('标准问', 'Question')}</div>
          <div className="phone-card" style={{ whiteSpace: 'normal' }}>
            <p className="strong">{d.question}</p>
            <Blocks blocks={d.blocks.map((b) => b.block)} />
          </div>
        </aside>
      </div>
    </article>
  )
}

function About({ a }: { a: Article }) {
  const use = a.use
  return (
    <section aria-label={say('使用与版本', 'Use and versions')} className="about">
      {use && (
        <dl className="facts">
          <div><dt>{say('近 30 天使用', 'Shown in 30 days')}</dt><dd className="num">{use.shown}</dd></div>
          <div><dt>{say('有帮助', 'Helpful')}</dt><dd className="num">{use.up}</dd></div>
          <div><dt>{say('没解决', 'Downvoted')}</dt><dd className="num">{use.down}</dd></div>
        </dl>
      )}
      <h3>{say('发布记录', 'Versions')}</h3>
      {a.versions?.length ? (
        <ul className="small">
          {a.versions.map((v) => <li key={v.version} className="num">v{v.version} · {dayTime(v.published_at, words.lang)} · {v.published_by}</li>)}
        </ul>
      ) : (
        <p className="dim small">{say('尚未发布', 'Never published')}</p>
      )}
      <p className="dim small">{say('最后修改', 'Last change')} {dayTime(a.updated_at, words.lang)} {a.updated_by}</p>
    </section>
  )
}

function Related({ value, disabled, set }: { value: string[]; disabled: boolean; set: (v: string[]) => void }) {
  const [q, setQ] = useState('')
  const { data } = useQuery({ queryKey: ['articles', 'related', q], enabled: q.trim().length > 0, queryFn: ({ signal }) => api.get<Page<Article>>(path('/api/v1/articles', { q, limit: 10 }), { signal }), select: (p) => p.items, placeholderData: (old) => old })
  const known = useQuery({
    queryKey: ['articles', 'names', value],
    enabled: value.length > 0,
    queryFn: async ({ signal }) => Promise.all(value.map((id) => api.get<Article>(`/api/v1/articles/${encodeURIComponent(id)}`, { signal }).then((r) => ({ id, question: r.question }), () => ({ id, question: id })))),
  }).data
  const options = new Map([...(known ?? []), ...(data ?? [])].map((r) => [r.id, r.question]))
  return <Select id="kb-related" mode="multiple" disabled={disabled} style={{ width: '100%' }} aria-label={say('相关知识', 'Related')} value={value} showSearch={{ filterOption: false, onSearch: setQ }} onChange={set} options={[...options].map(([v, l]) => ({ value: v, label: l }))} placeholder={say('输入问题查找', 'Type to search')} />
}
