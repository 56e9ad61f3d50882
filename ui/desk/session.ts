import { createContext, useContext } from 'react'
import type { Session } from '../shared/views'
import type { Tone } from './theme'

export interface Seat {
  session: Session
  tone: Tone
  setTone: (t: Tone) => void
  signOut: () => void
}

export const SeatContext = createContext<Seat | undefined>(undefined)

/** Who sits here. Only pages behind the sign-in use it. */
export function useSeat(): Seat {
  const seat = useContext(SeatContext)
  if (!seat) throw new Error('no seat: this part belongs behind the sign-in')
  return seat
}

export function may(s: Session, act: string): boolean {
  return s.acts.includes(act)
}

export function hasRole(s: Session, role: string): boolean {
  return (s.roles ?? []).some((r) => r.role === role)
}

export function isDepartment(s: Session): boolean {
  return hasRole(s, 'dept_staff') || hasRole(s, 'dept_lead')
}

/** Where a person of these roles begins the day. */
export function home(s: Session): string {
  const has = (role: string) => hasRole(s, role)
  if (has('supervisor')) return '/board'
  if (has('agent')) return '/bench'
  if (isDepartment(s)) return '/inbox'
  if (has('dispatcher')) return '/dispatch'
  if (has('reviewer')) return '/review'
  if (has('surveyor')) return '/survey'
  if (has('editor')) return '/kb'
  if (has('auditor')) return '/audit'
  if (has('analyst')) return '/stats'
  if (has('admin')) return '/rules'
  if (has('security')) return '/people'
  if (may(s, 'case.list')) return '/cases'
  return '/welcome'
}
