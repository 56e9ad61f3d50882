import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Select } from 'antd'
import { newKey } from '../../shared/client'
import { api, problemOf } from '../api'
import { say, words } from '../words'
import { choiceOptions } from '../words/choices'

interface State {
  presence: string
  capacity: number
}

/** Whether this agent takes talks now. */
export function Presence() {
  const cache = useQueryClient()
  const { message } = App.useApp()
  const { data } = useQuery({ queryKey: ['presence'], queryFn: ({ signal }) => api.get<State>('/api/v1/presence', { signal }) })
  const set = useMutation({
    mutationFn: (presence: string) => api.post<State>('/api/v1/presence', { presence }, { key: newKey() }),
    onSuccess: (s) => cache.setQueryData(['presence'], s),
    onError: (e) => void message.error(problemOf(e).say(words.lang)),
  })
  if (!data) return null
  return (
    <span className={`presence presence-${data.presence}`}>
      <i aria-hidden="true" />
      <Select
        variant="borderless"
        aria-label={say('接待状态', 'Presence')}
        value={data.presence}
        loading={set.isPending}
        onChange={(v) => set.mutate(v)}
        options={choiceOptions('presence')}
        popupMatchSelectWidth={false}
      />
    </span>
  )
}
