/**
 * English in a disguise, made from the English catalogue: ⟦Ĉĥöóšé á çłíþ⟧. Text in the window that does not look like this did
 * not come out of a catalogue. Sentences of functions are disguised with what was put into them.
 */
const accents: Record<string, string> = {
  ...{
    a: 'á',
    c: 'ç',
    e: 'é',
    g: 'ĝ',
    h: 'ĥ',
    i: 'í',
    j: 'ĵ',
    l: 'ł',
    n: 'ñ',
    o: 'ö',
    r: 'ŕ',
    s: 'š',
    t: 'ţ',
    u: 'ü',
    w: 'ŵ',
    y: 'ý',
    z: 'ž',
  },
  ...{
    A: 'Á',
    C: 'Ç',
    E: 'É',
    G: 'Ĝ',
    H: 'Ĥ',
    I: 'Í',
    J: 'Ĵ',
    L: 'Ł',
    N: 'Ñ',
    O: 'Ö',
    R: 'Ŕ',
    S: 'Š',
    T: 'Ţ',
    U: 'Ü',
    W: 'Ŵ',
    Y: 'Ý',
    Z: 'Ž',
  },
}

export function disguised<T>(catalogue: T): T {
  return disguise(catalogue) as T
}

function disguise(part: unknown): unknown {
  if (typeof part === 'string') return part === '' ? part : `⟦${part.replace(/[A-Za-z]/g, (letter) => accents[letter] ?? letter)}⟧`
  if (typeof part === 'function') return (...values: unknown[]) => disguise(part(...values))
  if (Array.isArray(part)) return part.map(disguise)
  if (typeof part === 'object' && part !== null)
    return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, disguise(value)]))
  return part
}
