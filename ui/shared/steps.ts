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
 * The citizen's stepper: each step by its main stage, the one listed first, but the present step in its own words; what ended before it
 * was answered shows only the steps it went through. The words come from the transition table.
 */
export function stepsOf(contract: Contract, aggregate: 'case' | 'message', stage: string, times: Record<string, string | undefined>): Step[] {
  const all = contract.stages.filter((s) => s.aggregate === aggregate && s.step)
  const here = all.find((s) => s.name === stage)
  const now = here?.step ?? 0
  const early = now === Math.max(...all.map((s) => s.step!)) && !times.replied
  const main = [...new Map(all.map((s) => [s.step!, all.find((x) => x.step === s.step)!])).values()].sort((a, b) => a.step! - b.step!)
  return main
    .map((s) => (s.step === now ? here! : s))
    .filter((s) => !early || s === here || !!times[s.name])
    .map((s) => ({
      step: s.step!,
      stage: s.name,
      zh: s.citizen_zh ?? s.zh,
      en: s.citizen_en ?? s.en,
      at: times[s.name],
      state: s === here ? ('now' as const) : now > s.step! ? ('done' as const) : ('next' as const),
    }))
}
