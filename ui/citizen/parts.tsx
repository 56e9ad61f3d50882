import type { ComponentChildren, TargetedEvent } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { length } from '../shared/format'
import type { Problem } from '../shared/problem'
import { Face, Icon, type IconName } from './icons'
import { t, words } from './words'

/** A page below the chat: a heading, what it is for, its content. The heading takes the focus, so that readers start there. */
export function Page({ title, lead, back, children }: { title: string; lead?: string; back?: string; children: ComponentChildren }) {
  const head = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    head.current?.focus({ preventScroll: true })
    scrollTo(0, 0)
  }, [title])
  return (
    <div class="page">
      {back !== undefined && (
        <a class="back" href={`#/${back}`}>
          <Icon name="left" />
          {t('do.back')}
        </a>
      )}
      <h1 ref={head} tabIndex={-1}>
        {title}
      </h1>
      {lead && <p class="lead">{lead}</p>}
      {children}
    </div>
  )
}

export function Skeleton({ lines = 3 }: { lines?: number }) {
  return (
    <div class="skeleton" role="status" aria-label={t('wait.loading')}>
      {Array.from({ length: lines }, (_, i) => (
        <span key={i} />
      ))}
    </div>
  )
}

export function Failed({ problem, again }: { problem: Problem; again?: () => void }) {
  return (
    <div class="failed" role="alert">
      <Icon name="alert" />
      <span>{problem.say(words.lang)}</span>
      {again && (
        <button type="button" class="small" onClick={again}>
          {t('do.retry')}
        </button>
      )}
    </div>
  )
}

export function Empty({ say, to, label }: { say: string; to?: string; label?: string }) {
  return (
    <div class="empty">
      <p>{say}</p>
      {to !== undefined && (
        <a class="button" href={`#/${to}`}>
          {label}
        </a>
      )}
    </div>
  )
}

/** A button that copies a text and says that it did. */
export function Copy({ text, label, class: name }: { text: string; label?: string; class?: string }) {
  const [done, set] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
    } catch {
      // Old or insecure pages: through a selected field.
      const field = document.createElement('textarea')
      field.value = text
      field.className = 'offscreen'
      document.body.append(field)
      field.select()
      document.execCommand('copy')
      field.remove()
    }
    set(true)
    setTimeout(() => set(false), 2000)
  }
  return (
    <button type="button" class={name ?? 'small'} onClick={copy}>
      <Icon name={done ? 'check' : 'copy'} />
      <span aria-live="polite">{done ? t('do.copied') : (label ?? t('do.copy'))}</span>
    </button>
  )
}

interface FieldProps {
  name: string
  label: string
  hint?: string
  value: string
  onInput: (value: string) => void
  max?: number
  rows?: number
  required?: boolean
  error?: string
  inputMode?: 'tel' | 'numeric' | 'text'
  type?: 'text' | 'date'
  autocomplete?: 'name' | 'tel' | 'off'
}

/** One labelled field, its hint, its counter and what the server or the page found wrong with it. */
export function Field(p: FieldProps) {
  const id = useId()
  const n = length(p.value)
  const common = {
    id,
    name: p.name,
    value: p.value,
    onInput: (e: TargetedEvent<HTMLInputElement | HTMLTextAreaElement>) => p.onInput(e.currentTarget.value),
    'aria-invalid': !!p.error,
    'aria-required': !!p.required,
    'aria-describedby': `${id}-h`,
  }
  return (
    <div class={`field${p.error ? ' wrong' : ''}`}>
      <label for={id}>
        {p.label}
        {!p.required && <small> {t('do.optional')}</small>}
      </label>
      {p.rows ? <textarea rows={p.rows} {...common} /> : <input type={p.type ?? 'text'} list={undefined} inputMode={p.inputMode} autocomplete={p.autocomplete} {...common} />}
      <p class="hint" id={`${id}-h`}>
        {p.error ? (
          <span class="error">
            <Icon name="alert" />
            {p.error}
          </span>
        ) : (
          <span>{p.hint}</span>
        )}
        {p.max && n > p.max * 0.5 && <span class={n > p.max ? 'count over' : 'count'}>{t('form.count', { n, max: p.max })}</span>}
      </p>
    </div>
  )
}

export function Select({ label, value, onInput, children, hint, error, name, required }: { label: string; name: string; value: string; onInput: (v: string) => void; children: ComponentChildren; hint?: string; error?: string; required?: boolean }) {
  const id = useId()
  return (
    <div class={`field${error ? ' wrong' : ''}`}>
      <label for={id}>
        {label}
        {!required && <small> {t('do.optional')}</small>}
      </label>
      <select id={id} name={name} value={value} onChange={(e) => onInput(e.currentTarget.value)} aria-invalid={!!error} aria-describedby={`${id}-h`}>
        {children}
      </select>
      <p class="hint" id={`${id}-h`}>
        {error ? <span class="error">{error}</span> : <span>{hint}</span>}
      </p>
    </div>
  )
}

/** A few choices side by side, one of which holds. */
export function Choices({ label, name, options, value, onPick, error }: { label: string; name: string; options: { value: string; label: string; say?: string; face?: number }[]; value: string; onPick: (v: string) => void; error?: string }) {
  return (
    <fieldset class={`choices${options[0]?.face ? ' faces' : ''}${options[0]?.say ? ' tall' : ''}${error ? ' wrong' : ''}`}>
      <legend>{label}</legend>
      <div>
        {options.map((o) => (
          <label key={o.value} class={o.value === value ? 'on' : ''}>
            <input type="radio" name={name} value={o.value} checked={o.value === value} onChange={() => onPick(o.value)} />
            {o.face && <Face n={o.face} />}
            <span>{o.label}</span>
            {o.say && <small>{o.say}</small>}
          </label>
        ))}
      </div>
      {error && <p class="error">{error}</p>}
    </fieldset>
  )
}

/** A dialog over the page; Escape and the backdrop close it, the focus returns. */
export function Dialog({ label, onClose, children }: { label: string; onClose: () => void; children: ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null
    box.current?.focus()
    return () => before?.focus()
  }, [])
  const onKey = (e: KeyboardEvent) => {
    if (e.key === 'Escape') onClose()
    if (e.key !== 'Tab') return
    const all = box.current?.querySelectorAll<HTMLElement>('a[href], button, input, textarea, select')
    const first = all?.[0]
    const last = all?.[all.length - 1]
    if (e.shiftKey && (document.activeElement === first || document.activeElement === box.current)) {
      e.preventDefault()
      last?.focus()
    } else if (!e.shiftKey && document.activeElement === last) {
      e.preventDefault()
      first?.focus()
    }
  }
  return (
    <div class="veil" onClick={(e) => e.target === e.currentTarget && onClose()} onKeyDown={onKey}>
      <div class="dialog" role="dialog" aria-modal="true" aria-label={label} ref={box} tabIndex={-1}>
        <button type="button" class="round" onClick={onClose} aria-label={t('do.close')}>
          <Icon name="close" />
        </button>
        {children}
      </div>
    </div>
  )
}

export function LinkRow({ icon, href, title, side, sub }: { icon?: IconName; href: string; title: string; side?: ComponentChildren; sub?: ComponentChildren }) {
  return (
    <li>
      <a class="row" href={href}>
        {icon && <Icon name={icon} />}
        <span class="row-main">
          <strong>{title}</strong>
          {sub && <small>{sub}</small>}
        </span>
        {side}
        <Icon name="right" />
      </a>
    </li>
  )
}
