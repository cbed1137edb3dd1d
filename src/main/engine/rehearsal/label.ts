/**
 * The word REHEARSAL as pixels of our own: a 5×7 font and a PAM picture, so that no font file has to be found
 * on the machine (ffmpeg's `drawtext` needs one, and some builds come without it).
 */

/** Rows from top to bottom, `#` is ink; only the letters that the labels use, digits and a few marks. */
const glyphs: Record<string, string> = {
  A: '.###.#...##...#######...##...##...#',
  B: '####.#...##...#####.#...##...#####.',
  C: '.#####....#....#....#....#.....####',
  D: '####.#...##...##...##...##...#####.',
  E: '######....#....####.#....#....#####',
  F: '######....#....####.#....#....#....',
  G: '.#####....#....#..###...##...#.####',
  H: '#...##...##...#######...##...##...#',
  I: '#####..#....#....#....#....#..#####',
  J: '..###...#....#....#....#.#..#..##..',
  K: '#...##..#.#.#..##...#.#..#..#.#...#',
  L: '#....#....#....#....#....#....#####',
  M: '#...###.###.#.##.#.##...##...##...#',
  N: '#...###..##.#.##..###...##...##...#',
  O: '.###.#...##...##...##...##...#.###.',
  P: '####.#...##...#####.#....#....#....',
  Q: '.###.#...##...##...##.#.##..#..##.#',
  R: '####.#...##...#####.#.#..#..#.#...#',
  S: '.#####....#.....###.....#....#####.',
  T: '#####..#....#....#....#....#....#..',
  U: '#...##...##...##...##...##...#.###.',
  V: '#...##...##...##...##...#.#.#...#..',
  W: '#...##...##...##.#.##.#.###.###...#',
  X: '#...##...#.#.#...#...#.#.#...##...#',
  Y: '#...##...#.#.#...#....#....#....#..',
  Z: '#####....#...#...#...#...#....#####',
  '/': '....#....#...#...#...#...#....#....',
  ' ': '...................................',
}
const WIDE = 5
const HIGH = 7
const GAP = 1
const MARGIN = 2

/**
 * @param lines upper-case letters, `/` and blanks; the first line is written at double size
 * @param maxWidth in pixels; the letters are as large as fit, at least one pixel a dot
 * @returns a PAM file, white letters on an opaque red ground
 */
export function drawLabel(lines: readonly [string, ...string[]], maxWidth: number): Buffer {
  const sized = lines.map((text, index) => ({ text, size: index === 0 ? 2 : 1 }))
  const dotsWide = Math.max(...sized.map(({ text, size }) => size * (text.length * (WIDE + GAP) - GAP))) + 2 * MARGIN
  const dotsHigh = sized.reduce((sum, { size }) => sum + size * HIGH + MARGIN, MARGIN)
  const dot = Math.max(1, Math.min(3, Math.floor(maxWidth / dotsWide)))
  const ink = new Uint8Array(dotsWide * dotsHigh)
  let top = MARGIN
  for (const { text, size } of sized) {
    ;[...text].forEach((letter, index) => {
      const glyph = glyphs[letter] ?? glyphs[' ']!
      for (let y = 0; y < HIGH * size; y++)
        for (let x = 0; x < WIDE * size; x++)
          if (glyph[Math.floor(y / size) * WIDE + Math.floor(x / size)] === '#')
            ink[(top + y) * dotsWide + MARGIN + index * (WIDE + GAP) * size + x] = 1
    })
    top += size * HIGH + MARGIN
  }
  const width = dotsWide * dot
  const height = dotsHigh * dot
  const pixels = Buffer.alloc(width * height * 3)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3
      if (ink[Math.floor(y / dot) * dotsWide + Math.floor(x / dot)]) pixels.fill(255, at, at + 3)
      else pixels[at] = 190
    }
  return Buffer.concat([Buffer.from(`P7\nWIDTH ${width}\nHEIGHT ${height}\nDEPTH 3\nMAXVAL 255\nTUPLTYPE RGB\nENDHDR\n`, 'latin1'), pixels])
}
