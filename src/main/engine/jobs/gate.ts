/** Holds back whoever comes while it is closed. */
export interface Gate {
  close(): void
  open(): void
  isClosed(): boolean
  /** Resolves at once while it is open, else when it is opened or the wait is aborted. */
  passed(signal: AbortSignal): Promise<void>
}

export function createGate(): Gate {
  const held = new Set<() => void>()
  let closed = false
  return {
    close() {
      closed = true
    },
    open() {
      closed = false
      for (const go of [...held]) go()
    },
    isClosed: () => closed,
    passed(signal) {
      if (!closed || signal.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        const go = () => {
          held.delete(go)
          signal.removeEventListener('abort', go)
          resolve()
        }
        held.add(go)
        signal.addEventListener('abort', go)
      })
    },
  }
}
