import { Client } from '../shared/client'
import { Live } from '../shared/live'

export const api = new Client()
export const live = new Live()
