import { useMemo } from 'react'

/**
 * Who looks at the page, faintly over everything, so that a photograph of the screen names its maker. antd's own dresses itself by
 * a style attribute, which the content policy refuses.
 */
export function Watermark({ text, dark }: { text: string; dark: boolean }) {
  const url = useMemo(() => {
    const safe = text.replace(/[<>&"']/g, '')
    const ink = dark ? 'rgba(255,255,255,.05)' : 'rgba(20,40,80,.05)'
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="220"><text x="30" y="130" transform="rotate(-22 160 110)" font-size="14" font-family="sans-serif" fill="${ink}">${safe}</text></svg>`
    return `url("data:image/svg+xml,${encodeURIComponent(svg)}")`
  }, [text, dark])
  return <div className="watermark" aria-hidden="true" style={{ backgroundImage: url }} />
}
