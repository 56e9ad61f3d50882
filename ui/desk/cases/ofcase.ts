import { createContext } from 'react'
import type { CaseView } from '../../shared/views'

/** The case that a form's act is done to; fields that name people or other cases ask it. */
export const OfCase = createContext<CaseView | undefined>(undefined)
