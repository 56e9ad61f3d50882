import type { Contract } from './views'

export interface Choice {
  value: string
  zh: string
  en: string
}

/** The words of one value of a choice field; absent while the contract is on its way and for what it does not know. */
export const choiceOf = (contract: Contract | undefined, field: string, value: string | undefined): Choice | undefined => contract?.choices[field]?.find((c) => c.value === value)
