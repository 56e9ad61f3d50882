import type { Contract } from './views'

export interface Step {
  step: number
  stage: string
  zh: string
  en: string
  at?: string
  state: 'done' | 'now' | 'next'
}

/**
 * The citizen's stepper: the stages up to the present one and those still to come, from the words of the transition table.
 * Other ends than the one that was reached are left out.
 */
export function stepsOf(contract: Contract, aggregate: 'case' | 'message', stage: string, times: Record<string, string | undefined>): Step[] {
  const all = contract.stages.filter((s) => s.aggregate === aggregate && s.step)
  const here = all.find((s) => s.name === stage)
  return all
    .filter((s) => !s.final || s.name === stage || (!here?.final && s.name === 'closed'))
    .map((s) => ({
      step: s.step!,
      stage: s.name,
      zh: s.citizen_zh ?? s.zh,
      en: s.citizen_en ?? s.en,
      at: times[s.name],
      state: s.name === stage ? ('now' as const) : (here?.step ?? 0) > s.step! ? ('done' as const) : ('next' as const),
    }))
    .filter((s) => s.state !== 'done' || !here?.final || here.name === 'closed' || !!s.at)
}
