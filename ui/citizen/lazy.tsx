import type { ComponentChildren, ComponentType } from 'preact'
import { createContext } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'
import { t } from './words'

const Waiting = createContext<ComponentChildren>(null)

/** What stands where a part of the page is still on its way. */
export function Suspense({ fallback, children }: { fallback: ComponentChildren; children: ComponentChildren }) {
  return <Waiting.Provider value={fallback}>{children}</Waiting.Provider>
}

/** A part of the page that is loaded when it is first shown. When it cannot be had, a button tries again. */
export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let ready: ComponentType<P> | undefined
  return function Lazy(props: P) {
    const wait = useContext(Waiting)
    const [state, set] = useState<'wait' | 'failed' | 'ready'>(ready ? 'ready' : 'wait')
    useEffect(() => {
      if (state !== 'wait') return
      let here = true
      load().then(
        (c) => {
          ready = c
          if (here) set('ready')
        },
        () => here && set('failed'),
      )
      return () => {
        here = false
      }
    }, [state])
    if (ready) {
      const Ready = ready
      return <Ready {...props} />
    }
    if (state === 'failed')
      return (
        <div class="empty" role="alert">
          <p>{t('fail.load')}</p>
          <button type="button" class="button" onClick={() => set('wait')}>
            {t('do.retry')}
          </button>
        </div>
      )
    return <>{wait}</>
  }
}
