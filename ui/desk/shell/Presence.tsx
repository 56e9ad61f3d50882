import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Dropdown } from 'antd'
import { useState } from 'react'
import { newKey } from '../../shared/client'
import { api, problemOf } from '../api'
import { HandoverDialog } from '../bench/HandoverDialog'
import { stopwatch } from '../bench/talks'
import { useNow } from '../parts/ticking'
import { say, words } from '../words'
import { choiceWord } from '../words/choices'

interface State {
  presence: string
  reason?: string
  since?: string
  capacity: number
}

/** Why somebody is not to be given talks; the office may count them, nobody has to type. */
const reasons: Record<string, [string, string][]> = {
  busy: [['整理工单', 'writing up'], ['系统问题', 'technical trouble'], ['其他', 'other']],
  break: [['休息', 'rest'], ['用餐', 'meal']],
  away: [['会议', 'meeting'], ['培训', 'training'], ['离开座位', 'away from the seat']],
}

/** Why somebody is in a state, in words. */
export const reasonWord = (reason: string | undefined): string => (reason === 'page_gone' ? say('页面已关闭', 'page closed') : (Object.values(reasons).flat().map(([zh, en]) => [zh, say(zh, en)]).find(([zh]) => zh === reason)?.[1] ?? reason ?? ''))

/** Whether this agent takes talks now, why not, since when; and the end of the shift. */
export function Presence() {
  const cache = useQueryClient()
  const { message } = App.useApp()
  const now = useNow(10_000)
  const [handing, setHanding] = useState(false)
  const { data } = useQuery({ queryKey: ['presence'], queryFn: ({ signal }) => api.get<State>('/api/v1/presence', { signal }) })
  const set = useMutation({
    mutationFn: (to: { presence: string; reason?: string }) => api.post<State>('/api/v1/presence', { presence: to.presence, reason: to.reason ?? '' }, { key: newKey() }),
    onSuccess: (s) => {
      cache.setQueryData(['presence'], s)
      void cache.invalidateQueries({ queryKey: ['agents'] })
    },
    onError: (e) => void message.error(problemOf(e).say(words.lang)),
  })
  if (!data) return null
  const minutes = data.since ? Math.floor((now - new Date(data.since).getTime()) / 60_000) : 0
  const word = choiceWord('presence', data.presence)
  const items = [
    { key: 'online', label: choiceWord('presence', 'online'), onClick: () => set.mutate({ presence: 'online' }) },
    ...Object.entries(reasons).map(([presence, list]) => ({
      key: presence,
      label: choiceWord('presence', presence),
      children: list.map(([zh, en]) => ({ key: `${presence}-${zh}`, label: say(zh, en), onClick: () => set.mutate({ presence, reason: zh }) })),
    })),
    { key: 'offline', label: choiceWord('presence', 'offline'), onClick: () => set.mutate({ presence: 'offline' }) },
    { type: 'divider' as const },
    { key: 'handover', label: say('交班…', 'Hand over the shift…'), onClick: () => setHanding(true) },
  ]
  return (
    <>
      <Dropdown trigger={['click']} menu={{ items }}>
        <Button type="text" loading={set.isPending} className={`presence presence-${data.presence}`} aria-label={say(`接待状态：${word}`, `Presence: ${word}`)} title={reasonWord(data.reason)}>
          <i aria-hidden="true" /> {word}
          {data.presence !== 'online' && minutes > 0 && <span className="num dim">{stopwatch(minutes * 60)}</span>}
        </Button>
      </Dropdown>
      {handing && <HandoverDialog close={() => setHanding(false)} done={() => set.mutate({ presence: 'offline', reason: '' })} />}
    </>
  )
}
