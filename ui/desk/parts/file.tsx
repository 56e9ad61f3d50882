import { useRef, type ReactNode } from 'react'
import { problemOf } from '../api'
import { say, words } from '../words'
import { base64 } from './base64'

/** A file that is asked for by some other control: what to draw, and how to ask. The same file can be taken twice running. */
export function useFile(label: string, accept: string, take: (file: File) => void): [field: ReactNode, ask: () => void] {
  const input = useRef<HTMLInputElement>(null)
  const field = (
    <input
      ref={input}
      type="file"
      hidden
      aria-label={label}
      accept={accept}
      onChange={(e) => {
        const file = e.target.files?.[0]
        e.target.value = ''
        if (file) take(file)
      }}
    />
  )
  return [field, () => input.current?.click()]
}

/** The largest sheet that is sent; base64 makes it a third longer. */
const largest = 5 << 20

/** What a sheet holds, as it is sent. A larger one than the server takes is refused before it is read. */
export async function sheetContent(file: File): Promise<string> {
  if (file.size > largest) throw new Error(say('文件超过 5 MB', 'The file is larger than 5 MB'))
  return base64(file)
}

/** Why a sheet was not taken, in one sentence: the server's about the file, or the page's own. */
export function sheetFault(e: unknown): string {
  const p = problemOf(e)
  return p.fields[0]?.detail ?? (p.code === 'page_error' && e instanceof Error ? e.message : p.say(words.lang))
}
