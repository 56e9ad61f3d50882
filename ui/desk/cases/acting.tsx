import { useState, type ReactNode } from 'react'
import type { Action } from '../../shared/views'
import { named, say } from '../words'
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
  /** what the thing is called, where an act on it has to wait for the network */
  title?: string
  /** acts that are taken at once although they have room for a remark, as long as nothing in them is required */
  direct?: string[]
  /** called when an act was taken */
  done?: (act: string) => void
}

export interface Acting {
  /** takes an act: at once where nothing is asked for, else by its form */
  begin: (a: Action) => void
  /** takes an act with the fields given, without its form */
  take: (a: Action, fields: Record<string, string>) => void
  /** the act on its way */
  busy?: string
  /** the open form; it belongs on the page once */
  form: ReactNode
}

/** The acts of one thing: banners, bars and keys of a page take them by the same hand. */
export function useActing({ subject, id, rev, initial, matter, reply, title, direct = [], done }: Of): Acting {
  const [doing, setDoing] = useState<Action>()
  const act = useAct(subject, id, rev)
  const take = (a: Action, fields: Record<string, string>) => act.mutate({ act: a.act, fields, done: say(`${a.zh}成功`, `${a.en}: done`), label: named(a), title }, { onSuccess: () => done?.(a.act) })
  const atOnce = (a: Action) => immediate(a) || (direct.includes(a.act) && !a.fields.some((f) => f.required))
  return {
    begin: (a) => (atOnce(a) ? take(a, {}) : setDoing(a)),
    take,
    busy: act.isPending ? act.variables.act : undefined,
    form: doing && <ActForm key={doing.act} subject={subject} id={id} rev={rev} action={doing} initial={initial?.(doing)} matter={matter} reply={reply} close={() => setDoing(undefined)} done={() => done?.(doing.act)} />,
  }
}
