import { useState } from 'preact/hooks'
import { newKey } from '../../shared/client'
import { dayTime } from '../../shared/format'
import { Problem } from '../../shared/problem'
import type { Action, Contract, RefusedAction } from '../../shared/views'
import { api } from '../api'
import { named } from '../choices'
import { Icon, type IconName } from '../icons'
import { Failed } from '../parts'
import { words } from '../words'
import { find, t } from '../words/life'
import { ActForm } from './ActForm'

/** An act's picture, where it has one of its own. Its words, `act.<name>`, `.say` and `.done`, are as optional. */
const icons: Record<string, IconName> = { remind: 'bell', withdraw: 'close', survey: 'check', rate: 'check', ask_again: 'chat', supplement: 'edit', reopen: 'refresh', recur: 'refresh', contest: 'alert' }

/** Shown opened: what the citizen is asked for, not merely allowed. */
const first = ['survey', 'rate']

/** Taken by one tap: the citizen owes no reason. */
const bare = ['reopen']

export interface Target {
  kind: 'cases' | 'messages'
  id: string
  rev: number
  contract: Contract
  /** somebody acted first: what is shown must be read anew */
  onStale: () => void
}

interface Props extends Target {
  actions: Action[]
  refused: RefusedAction[]
  limits: { stage: string; next_reminder_at?: string; reminders_left?: number; reopens_left?: number }
  onDone: (act: string) => void
}

/** What the citizen may do now: one row for each act the server allows, which opens a form made from the act's fields. */
export function Acts({ actions, refused, limits, onDone, ...rest }: Props) {
  const asked = limits.stage === 'supplementing'
  const [open, setOpen] = useState(() => actions.find((a) => first.includes(a.act) || (asked && a.act === 'supplement'))?.act)
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  if (!actions.length && !refused.length) return null
  const tap = async (act: string) => {
    setBusy(true)
    setProblem(undefined)
    try {
      await api.act(rest.kind, rest.id, act, rest.rev, {}, { key: newKey() })
      onDone(act)
    } catch (e) {
      if (!(e instanceof Problem)) throw e
      setProblem(e)
      if (e.code === 'state_changed') rest.onStale()
    } finally {
      setBusy(false)
    }
  }
  const say = (act: string) => {
    if (act === 'remind' && limits.reminders_left !== undefined) return `${find('act.remind.say')} · ${t('act.remind.left', { n: limits.reminders_left })}`
    return find(`act.${act}.say`, { n: limits.reopens_left ?? '' })
  }
  return (
    <section class="card now">
      <h2>{t('track.now')}</h2>
      {problem && <Failed problem={problem} />}
      <ul class="rows">
        {actions.map((a) => (
          <li key={a.act}>
            <button
              type="button"
              class="row"
              aria-expanded={bare.includes(a.act) ? undefined : open === a.act}
              disabled={busy}
              onClick={() => (bare.includes(a.act) ? void tap(a.act) : setOpen(open === a.act ? undefined : a.act))}
            >
              <Icon name={icons[a.act] ?? 'right'} />
              <span class="row-main">
                <strong>{(asked && find(`act.${a.act}.asked`)) || (find(`act.${a.act}`) ?? named(a))}</strong>
                <small>{say(a.act)}</small>
              </span>
              <Icon name="right" />
            </button>
            {open === a.act && (
              <ActForm
                {...rest}
                act={a}
                onDone={() => {
                  setOpen(undefined)
                  onDone(a.act)
                }}
              />
            )}
          </li>
        ))}
        {refused.map((r) => (
          <li key={r.act} class="row refused">
            <Icon name={icons[r.act] ?? 'right'} />
            <span class="row-main">
              <strong>
                {find(`act.${r.act}`) ?? words.pick(r.zh, r.en)}
                <span class="tag">{t('act.not')}</span>
              </strong>
              <small>{words.pick(r.why_zh, r.why_en)}</small>
              {r.act === 'remind' && limits.next_reminder_at && <small>{t('act.remind.next', { time: dayTime(limits.next_reminder_at, words.lang) })}</small>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
