import { useMutation } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useEffect, useState } from 'react'
import { newKey } from '../../shared/client'
import { api, problemOf } from '../api'
import { say, words } from '../words'

/** How long a number stays open, milliseconds. */
const openFor = 60_000

/** A masked number with a button that shows it for a minute; the look is on record. */
export function Reveal({ path, masked }: { path: string; masked: string }) {
  const { message } = App.useApp()
  const [shown, setShown] = useState('')
  useEffect(() => {
    if (!shown) return
    const timer = setTimeout(() => setShown(''), openFor)
    return () => clearTimeout(timer)
  }, [shown])
  const reveal = useMutation({
    mutationFn: () => api.post<{ value: string }>(path, { reason: 'contact_citizen' }, { key: newKey() }),
    onSuccess: (v) => setShown(v.value),
    onError: (e) => void message.error(problemOf(e).say(words.lang)),
  })
  return (
    <span className="num">
      {shown ? <a href={`tel:${shown}`}>{shown}</a> : masked}
      {!shown && (
        <Button size="small" type="link" loading={reveal.isPending} onClick={() => reveal.mutate()} title={say('查看会被记录', 'The look is recorded')}>
          {say('查看号码', 'Show')}
        </Button>
      )}
    </span>
  )
}
