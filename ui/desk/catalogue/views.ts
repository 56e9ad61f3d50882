import type { components } from '../../shared/api'

export type DutyProposal = components['schemas']['DutyProposalView']
type S = components['schemas']

export type CatalogueItem = S['CatalogueItem']
export type Catalogue = S['CatalogueView']
export type Column = S['Column']
export type Report = S['CatalogueReport']
export type Published = S['CataloguePublished']
export type Row = Record<string, string>
