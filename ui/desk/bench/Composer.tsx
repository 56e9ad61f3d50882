import { Button } from 'antd'
import type { TextAreaRef } from 'antd/es/input/TextArea'
import { useEffect, useRef, useState } from 'react'
import { length } from '../../shared/format'
import { Area } from '../parts/Area'
import { useKeys } from '../parts/keys'
import { say } from '../words'

const most = 500
const place = (id: string) => `minhu.draft.${id}`

function kept(id: string): string {
  try {
    return localStorage.getItem(place(id)) ?? ''
  } catch {
    return ''
  }
}

function keep(id: string, text: string): void {
  try {
    if (text) localStorage.setItem(place(id), text)
    else localStorage.removeItem(place(id))
  } catch {
    // storage is closed to us: the draft lasts for this page only
  }
}

/** Where an agent writes. Enter sends, Shift+Enter breaks the line; Enter that ends an input method's word does neither. */
export function Composer({ id, send, insert }: { id: string; send: (text: string) => void; insert: { text: string; n: number } }) {
  const [text, setText] = useState(() => kept(id))
  const box = useRef<TextAreaRef>(null)
  const seen = useRef(insert.n)
  useEffect(() => keep(id, text), [id, text])
  useEffect(() => {
    if (insert.n === seen.current) return
    seen.current = insert.n
    setText((t) => (t ? `${t}\n${insert.text}` : insert.text))
    box.current?.focus()
  }, [insert])
  useKeys({ 'Alt+L': () => box.current?.focus() })
  const n = length(text.trim())
  const go = () => {
    if (!n || n > most) return
    send(text.trim())
    setText('')
  }
  return (
    <div className="composer">
      <Area
        ref={box}
        value={text}
        aria-label={say('回复市民', 'Answer the citizen')}
        placeholder={say('回复市民，Enter 发送，Shift+Enter 换行', 'Enter sends, Shift+Enter breaks the line')}
        from={2} to={8}
        status={n > most ? 'error' : undefined}
        onChange={(e) => setText(e.target.value)}
        onKeyDown={(e) => {
          // keyCode 229: some browsers end the composition before this event
          if (e.key !== 'Enter' || e.shiftKey || e.nativeEvent.isComposing || e.keyCode === 229) return
          e.preventDefault()
          go()
        }}
      />
      <div className="row">
        <span className="num small" style={{ color: n > most ? 'var(--red)' : 'var(--ink-3)' }}>
          {n} / {most}
        </span>
        <span className="grow" />
        <Button type="primary" disabled={!n || n > most} onClick={go}>
          {say('发送', 'Send')}
        </Button>
      </div>
    </div>
  )
}
