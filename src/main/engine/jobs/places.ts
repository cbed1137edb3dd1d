/** Places of which each owner has a fixed number, given out first come, first served. */

export interface Places<Owner> {
  /**
   * Waits for a place among `most` and answers how to give it back; giving it back twice does nothing.
   * Who is aborted leaves the queue with no place, and has nothing to give back.
   */
  take(owner: Owner, most: number, signal: AbortSignal): Promise<() => void>
  /** Takes a place at once, also beyond the number. */
  occupy(owner: Owner): () => void
}

interface Line {
  taken: number
  /** In the order they came. */
  waiting: Set<{ most: number; enter(): void }>
}

export function createPlaces<Owner>(): Places<Owner> {
  const lines = new Map<Owner, Line>()

  function lineOf(owner: Owner): Line {
    const line = lines.get(owner) ?? { taken: 0, waiting: new Set() }
    lines.set(owner, line)
    return line
  }

  function seat(line: Line): () => void {
    line.taken++
    let given = false
    return () => {
      if (given) return
      given = true
      line.taken--
      admit(line)
    }
  }

  function admit(line: Line): void {
    for (const next of line.waiting) {
      // Nobody overtakes: while the first cannot enter, those behind cannot.
      if (line.taken >= next.most) return
      line.waiting.delete(next)
      next.enter()
    }
  }

  return {
    take(owner, most, signal) {
      const line = lineOf(owner)
      if (signal.aborted) return Promise.resolve(() => {})
      if (line.waiting.size === 0 && line.taken < most) return Promise.resolve(seat(line))
      return new Promise((resolve) => {
        const entry = {
          most,
          enter() {
            signal.removeEventListener('abort', leave)
            resolve(seat(line))
          },
        }
        const leave = () => {
          line.waiting.delete(entry)
          resolve(() => {})
          // Those behind may want fewer to be taken than this one did.
          admit(line)
        }
        signal.addEventListener('abort', leave, { once: true })
        line.waiting.add(entry)
      })
    },
    occupy: (owner) => seat(lineOf(owner)),
  }
}
