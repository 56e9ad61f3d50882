import { Button, Radio } from 'antd'
import type { TextAreaRef } from 'antd/es/input/TextArea'
import { useEffect, useRef, useState } from 'react'
import { length } from '../../shared/format'
import { Area } from '../parts/Area'
import { useKeys } from '../parts/keys'
import { say } from '../words'
import { useCanned } from './agents'
import { fill, find, unfilled, type Values } from './canned'
import { keepDraft, readDraft } from './drafts'

const most = 500

interface Props {
  id: string
  /** says it to the citizen; absent where only whispering is allowed */
  send?: (text: string) => void
  whisper?: (text: string) => void
  insert: { text: string; n: number }
  values: Values
}

/**
 * Where one writes: to the citizen, or beside the talk. Enter sends, Shift+Enter breaks the line; Enter that ends an input method's
 * word does neither. A slash at the beginning finds a canned reply.
 */
export function Composer({ id, send, whisper, insert, values }: Props) {
  const [mode, setMode] = useState<'say' | 'whisper'>(send ? 'say' : 'whisper')
  const inside = mode === 'whisper' || !send
  const place = inside ? `${id}.whisper` : id
  const [texts, setTexts] = useState<Record<string, string>>({})
  const text = texts[place] ?? readDraft(place)
  const [at, setAt] = useState(0)
  const [shut, setShut] = useState(false)
  const box = useRef<TextAreaRef>(null)
  const seen = useRef(insert.n)
  const canned = useCanned('chat').data ?? []
  const set = (next: string) => {
    setTexts((all) => ({ ...all, [place]: next }))
    keepDraft(place, next)
    setShut(false)
    setAt(0)
  }
  useEffect(() => {
    if (insert.n === seen.current) return
    seen.current = insert.n
    set(text ? `${text}\n${insert.text}` : insert.text)
    box.current?.focus()
  }, [insert])
  const to = (m: 'say' | 'whisper') => {
    setMode(m)
    setTimeout(() => box.current?.focus(), 0)
  }
  useKeys({ 'Alt+L': () => to(send ? 'say' : 'whisper'), 'Alt+P': whisper ? () => to('whisper') : undefined })
  const n = length(text.trim())
  const hits = !inside && !shut && text.startsWith('/') && !text.includes('\n') ? find(canned, text.slice(1)) : []
  const choose = (i: number) => {
    const c = hits[i]
    if (c) set(fill(c.text, values))
    box.current?.focus()
  }
  const missing = inside ? [] : unfilled(text)
  const blocked = !n || n > most || missing.length > 0
  const go = () => {
    if (blocked) return
    const out = inside ? whisper : send
    out?.(text.trim())
    set('')
  }
  return (
    <div className={inside ? 'composer inside' : 'composer'}>
      {hits.length > 0 && (
        <ul className="canned" role="listbox" aria-label={say('常用语', 'Canned replies')} id="canned">
          {hits.map((c, i) => (
            <li key={c.code} role="option" id={`canned-${i}`} aria-selected={i === at} className={i === at ? 'on' : undefined} onMouseDown={(e) => e.preventDefault()} onClick={() => choose(i)}>
              <b>{c.title}</b> <span className="dim">{fill(c.text, values)}</span>
            </li>
          ))}
        </ul>
      )}
      {send && whisper && (
        <Radio.Group
          size="small"
          optionType="button"
          value={inside ? 'whisper' : 'say'}
          onChange={(e) => to(e.target.value as 'say')}
          options={[
            { value: 'say', label: say('对市民说', 'To the citizen') },
            { value: 'whisper', label: say('内部提示 Alt P', 'Internal Alt P') },
          ]}
        />
      )}
      <Area
        ref={box}
        value={text}
        aria-label={inside ? say('内部提示，市民看不到', 'Internal; the citizen does not see it') : say('回复市民', 'Answer the citizen')}
        aria-controls={hits.length ? 'canned' : undefined}
        aria-activedescendant={hits.length ? `canned-${at}` : undefined}
        placeholder={inside ? say('写给同事，市民看不到；Enter 发送', 'For colleagues, not shown to the citizen; Enter sends') : say('回复市民，Enter 发送，Shift+Enter 换行，/ 找常用语', 'Enter sends, Shift+Enter breaks the line, / finds canned replies')}
        from={2} to={8}
        status={n > most || missing.length ? 'error' : undefined}
        onChange={(e) => set(e.target.value)}
        onKeyDown={(e) => {
          // keyCode 229: some browsers end the composition before this event
          if (e.nativeEvent.isComposing || e.keyCode === 229) return
          if (hits.length && (e.key === 'ArrowDown' || e.key === 'ArrowUp')) {
            e.preventDefault()
            return setAt((at + (e.key === 'ArrowDown' ? 1 : hits.length - 1)) % hits.length)
          }
          if (hits.length && e.key === 'Escape') {
            e.preventDefault()
            e.stopPropagation()
            return setShut(true)
          }
          if (e.key !== 'Enter' || e.shiftKey) return
          e.preventDefault()
          if (hits.length) choose(at)
          else go()
        }}
      />
      <div className="row">
        <span className="num small" style={{ color: n > most ? 'var(--red)' : 'var(--ink-3)' }}>
          {n} / {most}
        </span>
        {missing.length > 0 && (
          <span className="small" role="status" style={{ color: 'var(--red)' }}>
            {say(`请先填写：${missing.join('、')}`, `Fill in first: ${missing.join(', ')}`)}
          </span>
        )}
        <span className="grow" />
        <Button type="primary" disabled={blocked} onClick={go}>
          {inside ? say('发送内部提示', 'Send internally') : say('发送', 'Send')}
        </Button>
      </div>
    </div>
  )
}
