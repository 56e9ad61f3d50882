import { useNavigate } from '@tanstack/react-router'
import { Input, Modal } from 'antd'
import { useState } from 'react'
import { api, problemOf } from '../api'
import { isDepartment, may, useSeat } from '../session'
import { say, words } from '../words'
import type { Place } from './places'

interface Entry {
  key: string
  label: string
  hint?: string
  run: () => void | Promise<void>
}

/** Ctrl+K: pages by name, cases and messages by their number. Nothing is searched before Enter. */
export function Palette({ places, close }: { places: Place[]; close: () => void }) {
  const { session } = useSeat()
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const [problem, setProblem] = useState<string>()
  const word = text.trim()
  const byNumber = async () => {
    try {
      const r = await api.get<{ kind: string; id: string }>(`/api/v1/numbers/${encodeURIComponent(word)}`)
      const to = r.kind === 'message' ? '/messages' : may(session, 'audit.read') ? '/audit' : isDepartment(session) ? '/inbox' : '/cases'
      await navigate({ to, search: { id: r.id } })
      close()
    } catch (e) {
      setProblem(problemOf(e).say(words.lang))
    }
  }
  const entries: Entry[] = [
    ...(/\d{4}/.test(word) ? [{ key: 'number', label: say(`按编号查找 ${word}`, `Find number ${word}`), hint: 'Enter', run: byNumber }] : []),
    ...places
      .filter((p) => !word || p.label.toLowerCase().includes(word.toLowerCase()) || p.to.includes(word.toLowerCase()))
      .map((p) => ({
        key: p.to,
        label: say(`前往${p.label}`, `Go to ${p.label}`),
        hint: `G ${p.key.toUpperCase()}`,
        run: async () => {
          await navigate({ to: p.to })
          close()
        },
      })),
    ...(word && may(session, 'article.list') && !/^\w*\d{6,}$/.test(word)
      ? [
          {
            key: 'kb',
            label: say(`在知识库中搜索“${word}”`, `Search knowledge for “${word}”`),
            run: async () => {
              await navigate({ to: '/kb', search: { q: word } })
              close()
            },
          },
        ]
      : []),
  ]
  const now = Math.min(at, entries.length - 1)
  return (
    <Modal open onCancel={close} footer={null} closable={false} width={560} title={<span className="hidden">{say('搜索', 'Search')}</span>} className="palette" style={{ top: 96 }}>
      <Input
        autoFocus
        size="large"
        variant="borderless"
        value={text}
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={entries[now] ? `palette-${now}` : undefined}
        aria-label={say('搜索编号、页面', 'Find a number or page')}
        placeholder={say('输入工单号、留言号，或页面名称', 'A case or message number, or a page')}
        onChange={(e) => {
          setText(e.target.value)
          setAt(0)
          setProblem(undefined)
        }}
        onKeyDown={(e) => {
          if (e.nativeEvent.isComposing) return
          if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
            e.preventDefault()
            setAt((n) => Math.max(0, Math.min(entries.length - 1, n + (e.key === 'ArrowDown' ? 1 : -1))))
          }
          if (e.key === 'Enter') void entries[now]?.run()
        }}
      />
      {problem && <p className="palette-problem" role="alert">{problem}</p>}
      <ul id="palette-list" role="listbox" aria-label={say('结果', 'Results')} className="palette-list">
        {entries.map((e, i) => (
          <li key={e.key} id={`palette-${i}`} role="option" aria-selected={i === now} onClick={() => void e.run()} onMouseEnter={() => setAt(i)}>
            <span>{e.label}</span>
            {e.hint && <kbd>{e.hint}</kbd>}
          </li>
        ))}
      </ul>
      {!entries.length && <p className="palette-problem">{say('没有匹配的页面', 'No page of that name')}</p>}
    </Modal>
  )
}
