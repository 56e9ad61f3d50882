import type { CaseItem } from '../../shared/views'
import { useKeyset } from '../list/keyset'

/** Cases in the reader's scope, by the filters of GET /api/v1/cases. */
export const useCases = (filter: Record<string, string | undefined>, limit = 50) => useKeyset<CaseItem>('cases', '/api/v1/cases', filter, limit)
