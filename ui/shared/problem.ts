/** One field that the server refused. name is a path: "contact.phone". */
export interface FieldProblem {
  name: string
  code: string
  detail?: string
}

/** The wire form of an error (application/problem+json). */
export interface ProblemBody {
  code: string
  status: number
  title: string
  title_en: string
  detail?: string
  fields?: FieldProblem[]
  rev?: number
  request_id?: string
}

/**
 * What went wrong with a request. `offline` and `unreadable` are codes of the page's own: the server was not reached, or
 * something between it and us answered in its stead.
 */
export class Problem extends Error {
  readonly code: string
  readonly status: number
  readonly title: string
  readonly titleEN: string
  readonly detail: string
  readonly fields: FieldProblem[]
  readonly rev?: number
  readonly requestID?: string
  /** seconds that the server asks us to wait */
  readonly retryAfter?: number

  constructor(b: ProblemBody, retryAfter?: number) {
    super(b.code)
    this.name = 'Problem'
    this.code = b.code
    this.status = b.status
    this.title = b.title
    this.titleEN = b.title_en
    this.detail = b.detail ?? ''
    this.fields = b.fields ?? []
    this.rev = b.rev
    this.requestID = b.request_id
    this.retryAfter = retryAfter
  }

  /** Whether the same request under the same key may succeed later. */
  get transient(): boolean {
    return this.code === 'offline' || this.status === 503 || this.status === 502 || this.status === 504 || this.code === 'rate_limited' || this.code === 'too_many_connections'
  }

  /** The sentence to show; detail says more where the server gave one. */
  say(lang: 'zh' | 'en'): string {
    if (lang === 'en') return this.titleEN
    return this.detail && !this.fields.length ? this.detail : this.title
  }

  /** What is wrong with one field, or undefined. */
  field(name: string): FieldProblem | undefined {
    return this.fields.find((f) => f.name === name || f.name === `fields.${name}`)
  }
}

export const offline = () => new Problem({ code: 'offline', status: 0, title: '网络不通，请检查网络', title_en: 'No connection; please check your network' })

export const unreadable = (status: number, retryAfter?: number) =>
  new Problem({ code: 'unreadable', status, title: '服务暂时无法回应，请稍后再试', title_en: 'The service could not answer; try again shortly' }, retryAfter)
