import type { components } from '../../shared/api'

export type RatesView = components['schemas']['RatesView']
export type RateRow = components['schemas']['RateRow']
export type Indicator = RatesView['indicators'][number]
export type Measure = RatesView['measures'][number]
export type Figure = RateRow['rates'][string]
export type EditionItem = components['schemas']['EditionItem']
export type EditionView = components['schemas']['EditionView']
export type CaseItem = components['schemas']['CaseItem']

/** What stands in the address of the page. */
export interface RatesSearch {
  period?: string
  from?: string
  to?: string
  cutoff?: string
  group?: string
  imported?: 'true' | 'false'
  by?: string
  figure?: string
  unit?: string
  part?: string
  measure?: string
  edition?: string
  reason?: string
}
