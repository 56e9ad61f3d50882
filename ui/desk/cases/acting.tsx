import { useState, type ReactNode } from 'react'
import type { Action } from '../../shared/views'
import { say } from '../words'
import { ActForm, useAct, type Subject } from './ActForm'
import { immediate } from './fields'

interface Of {
  subject: Subject
  id: string
  rev: number
  initial?: (a: Action) => Record<string, string> | undefined
  /** what a reply answers: shown beside the form */
  matter: string
  reply?: string
  /** called when an act was taken */
  done?: (act: string) => void
}

export interface Acting {
  /** takes an act: at once where nothing is asked for, else by its form */
  begin: (a: Action) => void
  /** the act on its way */
  busy?: string
  /** the open form; it belongs on the page once */
  form: ReactNode
}

/** The acts of one thing: banners, bars and keys of a page take them by the same hand. */
export function useActing({ subject, id, rev, initial, matter, reply, done }: Of): Acting {
  const [doing, setDoing] = useState<Action>()
  const act = useAct(subject, id, rev)
  return {
    begin: (a) => (immediate(a) ? act.mutate({ act: a.act, fields: {}, done: say(`${a.zh}成功`, `${a.en}: done`) }, { onSuccess: () => done?.(a.act) }) : setDoing(a)),
    busy: act.isPending ? act.variables.act : undefined,
    form: doing && <ActForm key={doing.act} subject={subject} id={id} rev={rev} action={doing} initial={initial?.(doing)} matter={matter} reply={reply} close={() => setDoing(undefined)} done={() => done?.(doing.act)} />,
  }
}
