import { Button, Dropdown } from 'antd'
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import type { Action, RefusedAction } from '../../shared/views'
import { useKeys } from '../parts/keys'
import { named, say } from '../words'
import type { Acting } from './acting'
import { actGroups, graveActs, groupOfAct, keyOfAct, leading, ordered, mostButtons, spread, type ActGroup } from './fields'

/** Keys that need no hint on their button: they are in the list of keys. */
const hinted = ['sign', 'assist_sign', 'reply', 'assist_report']

interface Props {
  actions: Action[]
  /** acts that would be there, were it not for the reason given */
  refused?: RefusedAction[]
  acting: Acting
  close: () => void
  children?: ReactNode
}

const groupName = (g: ActGroup): string =>
  ({ rule: say('审定', 'Rule'), handle: say('办理', 'Handle'), apply: say('申请', 'Apply'), more: say('更多', 'More') })[g]

/**
 * What may be done now: what the stage waits for as buttons, the rest in menus by group. Whatever the server allows appears here;
 * what it refuses for a reason stands there greyed, with the reason in words.
 */
export function ActBar({ actions, refused = [], acting, close, children }: Props) {
  const { bar, most } = useRoom(actions)
  const { buttons, menus } = spread(actions, most)
  const keys: Record<string, () => void> = {}
  for (const a of ordered(actions)) {
    const k = keyOfAct[a.act]
    if (k) keys[k] ??= () => acting.begin(a)
  }
  useKeys({ Escape: close, ...keys })
  return (
    <div className="actbar" ref={bar}>
      <Button className="only-narrow" size="small" onClick={close}>
        {say('返回', 'Back')}
      </Button>
      {actions.length === 0 && <span className="dim">{say('当前没有您可以办理的操作', 'Nothing for you to do here now')}</span>}
      {buttons.map((a, n) => (
        <Button key={a.act} type={n === 0 && leading(a) ? 'primary' : 'default'} danger={graveActs.includes(a.act)} loading={acting.busy === a.act} onClick={() => acting.begin(a)} aria-keyshortcuts={keyOfAct[a.act]}>
          {named(a)}
          {hinted.includes(a.act) ? ` (${keyOfAct[a.act]!.toUpperCase()})` : ''}
        </Button>
      ))}
      {actGroups.map((g) => (
        <Menu key={g} name={groupName(g)} actions={menus[g]} refused={refused.filter((r) => groupOfAct(r.act) === g)} acting={acting} />
      ))}
      <span className="grow" />
      {children}
      <Button size="small" type="text" aria-label={say('关闭详情', 'Close')} onClick={close}>
        ×
      </Button>
      {acting.form}
    </div>
  )
}

/** How many acts fit on the bar in one line: one less as long as it would break, all over again when its width or its acts change. */
function useRoom(actions: Action[]) {
  const bar = useRef<HTMLDivElement>(null)
  const [most, setMost] = useState(mostButtons)
  const [width, setWidth] = useState(0)
  const acts = actions.map((a) => a.act).join(' ')
  useLayoutEffect(() => setMost(mostButtons), [acts, width])
  useEffect(() => {
    if (!bar.current || typeof ResizeObserver === 'undefined') return
    const seen = new ResizeObserver(([e]) => setWidth(Math.round(e!.contentRect.width)))
    seen.observe(bar.current)
    return () => seen.disconnect()
  }, [])
  useLayoutEffect(() => {
    const shown = [...(bar.current?.children ?? [])].filter((c): c is HTMLElement => c instanceof HTMLElement && c.offsetHeight > 0)
    const last = shown[shown.length - 1]
    if (most > 1 && last && last.offsetTop > shown[0]!.offsetTop + shown[0]!.offsetHeight) setMost(most - 1)
  })
  return { bar, most }
}

function Menu({ name, actions, refused, acting }: { name: string; actions: Action[]; refused: RefusedAction[]; acting: Acting }) {
  if (!actions.length && !refused.length) return null
  const items = [
    ...actions.map((a) => ({ key: a.act, label: named(a), danger: graveActs.includes(a.act), extra: keyOfAct[a.act]?.toUpperCase(), onClick: () => acting.begin(a) })),
    ...refused.map((r) => ({
      key: `no-${r.act}`,
      disabled: true,
      title: say(r.why_zh, r.why_en),
      label: (
        <span className="refused">
          {named(r)}
          <small>{say(r.why_zh, r.why_en)}</small>
        </span>
      ),
    })),
  ]
  return (
    <Dropdown trigger={['click']} menu={{ items }}>
      <Button loading={actions.some((a) => a.act === acting.busy)}>{name} ▾</Button>
    </Dropdown>
  )
}
