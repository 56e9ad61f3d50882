interface Parts {
  head: string
  title: string
  matter: string
  rows: [string, string | undefined][]
  code: string
  codeLabel: string
  foot: string
  file: string
}

const font = '"PingFang SC","HarmonyOS Sans SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif'

/** Breaks a text into lines that fit. */
function lines(c: CanvasRenderingContext2D, text: string, width: number): string[] {
  const out: string[] = []
  let line = ''
  for (const ch of Array.from(text)) {
    if (c.measureText(line + ch).width > width && line) {
      out.push(line)
      line = ''
    }
    line += ch
  }
  if (line) out.push(line)
  return out
}

/** Draws the receipt as a picture and hands it to the browser to keep. */
export function savePicture(p: Parts): void {
  const width = 720
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = 900
  const c = canvas.getContext('2d')
  if (!c) return
  const text = (s: string, x: number, y: number, size: number, colour: string, weight = 400, align: CanvasTextAlign = 'left') => {
    c.font = `${weight} ${size}px ${font}`
    c.fillStyle = colour
    c.textAlign = align
    c.fillText(s, x, y)
  }
  c.fillStyle = '#f4f6fa'
  c.fillRect(0, 0, width, 900)
  c.fillStyle = '#0b57c2'
  c.fillRect(0, 0, width, 120)
  text(p.head, 40, 74, 36, '#fff', 600)
  c.fillStyle = '#fff'
  c.fillRect(32, 152, width - 64, 700)
  text(p.title, width / 2, 228, 34, '#1b2430', 600, 'center')
  c.font = `400 26px ${font}`
  lines(c, p.matter, width - 160)
    .slice(0, 2)
    .forEach((l, i) => text(l, width / 2, 278 + i * 38, 26, '#4a5565', 400, 'center'))
  c.fillStyle = '#e8f0fc'
  c.fillRect(72, 350, width - 144, 150)
  text(p.codeLabel, width / 2, 394, 24, '#4a5565', 400, 'center')
  text(p.code, width / 2, 460, 46, '#0a3f8f', 700, 'center')
  let y = 564
  for (const [k, v] of p.rows) {
    if (!v) continue
    text(k, 72, y, 24, '#5f6b7c')
    c.font = `400 26px ${font}`
    for (const l of lines(c, v, width - 290)) {
      text(l, 210, y, 26, '#1b2430')
      y += 38
    }
    y += 14
  }
  c.font = `400 22px ${font}`
  lines(c, p.foot, width - 144).forEach((l, i) => text(l, 72, Math.max(y + 20, 770) + i * 32, 22, '#4a5565'))
  canvas.toBlob((blob) => {
    if (!blob) return
    const a = document.createElement('a')
    a.href = URL.createObjectURL(blob)
    a.download = p.file
    a.click()
    setTimeout(() => URL.revokeObjectURL(a.href), 10_000)
  })
}
