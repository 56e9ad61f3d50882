import type { TargetedKeyboardEvent } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { length } from '../../shared/format'
import { Icon } from '../icons'
import { keep, recall } from '../kept'
import { t } from '../words'
import { useSuggestions } from './typeahead'

const most = 500

/** Whether an input method is composing: then Enter takes a candidate and must not send (Safari says so by keyCode 229 only). */
export function composing(e: { isComposing?: boolean; keyCode?: number }): boolean {
  return !!e.isComposing || e.keyCode === 229
}

interface Props {
  onSend: (text: string) => void
  /** whether questions are completed: not while a person answers */
  suggest: boolean
  placeholder: string
  focus?: number
}

export function Composer({ onSend, suggest, placeholder, focus }: Props) {
  const [text, setText] = useState(() => recall<string>('draft.chat') ?? '')
  const [active, setActive] = useState(-1)
  const [ime, setIME] = useState(false)
  const box = useRef<HTMLTextAreaElement>(null)
  const [list, closeList] = useSuggestions(text, suggest && !ime)
  const over = length(text) > most
  useEffect(() => setActive(-1), [list])
  useEffect(() => {
    if (focus) box.current?.focus()
  }, [focus])
  useEffect(() => {
    const el = box.current
    if (!el) return
    el.style.height = 'auto'
    el.style.height = `${Math.min(el.scrollHeight, 160)}px`
  }, [text])

  const write = (v: string) => {
    setText(v)
    keep('draft.chat', v || undefined)
  }
  const send = (v: string) => {
    if (!v.trim() || length(v) > most) return
    onSend(v)
    write('')
    box.current?.focus()
  }
  const onKeyDown = (e: TargetedKeyboardEvent<HTMLTextAreaElement>) => {
    if (composing(e)) return
    if (list.length) {
      if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
        e.preventDefault()
        const step = e.key === 'ArrowDown' ? 1 : -1
        setActive((n) => (n + step + list.length + 1 + 1) % (list.length + 1) - 1)
        return
      }
      if (e.key === 'Escape') {
        closeList()
        return
      }
    }
    if (e.key === 'Enter' && !e.shiftKey) {
      e.preventDefault()
      send(list[active]?.question ?? text)
    }
  }
  return (
    <form
      class="composer"
      onSubmit={(e) => {
        e.preventDefault()
        send(text)
      }}
    >
      {list.length > 0 && (
        <ul class="suggest" id="suggest" role="listbox" aria-label={t('chat.suggest')}>
          {list.map((s, i) => (
            <li key={s.article_id + s.text} id={`suggest-${i}`} role="option" aria-selected={i === active} class={i === active ? 'on' : ''} onMouseDown={(e) => e.preventDefault()} onClick={() => send(s.question)}>
              <Icon name="chat" />
              <span>{s.text}</span>
            </li>
          ))}
        </ul>
      )}
      <textarea
        ref={box}
        rows={1}
        value={text}
        placeholder={placeholder}
        aria-label={placeholder}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={list.length ? 'suggest' : undefined}
        aria-activedescendant={active >= 0 ? `suggest-${active}` : undefined}
        aria-invalid={over}
        enterkeyhint="send"
        onInput={(e) => write(e.currentTarget.value)}
        onKeyDown={onKeyDown}
        onCompositionStart={() => setIME(true)}
        onCompositionEnd={() => setIME(false)}
        onBlur={() => closeList()}
      />
      <button type="submit" class="primary" disabled={!text.trim() || over} aria-label={t('chat.send')}>
        <Icon name="send" />
        <span class="wide">{t('chat.send')}</span>
      </button>
      {length(text) > most * 0.8 && <span class={over ? 'count over' : 'count'}>{t('form.count', { n: length(text), max: most })}</span>}
    </form>
  )
}
