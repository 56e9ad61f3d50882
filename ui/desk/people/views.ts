import type { components } from '../../shared/api'

type S = components['schemas']

export type Person = S['PersonView']
export type PersonFile = S['PersonFile']
export type PersonState = S['PersonState']
export type Change = S['AccessChangeView']
export type Preview = S['AccessPreview']
export type Right = S['Right']
export type Binding = S['BindingRow']
export type Policy = S['PolicyView']
export type Trial = S['TrialAnswer']
export type Invitation = S['InvitationView']
export type Invited = S['Invited']
