/** The order of the providers' table. Pure: what a column compares, and where the unknown stands. */
import type { Verdict } from '../../../../domain/assess'
import type { ProviderId, Tier } from '../../../../domain/request'
import { stepCount } from '../../../state/composition'

export type Column = 'provider' | 'accepts' | Tier | 'wait' | 'goes'

export interface Order {
  /** Null: as the providers are listed everywhere. */
  by: Column | null
  down: boolean
}

export interface Row {
  id: ProviderId
  name: string
  verdict: Verdict | null
  /** USD for this clip, or for a second while there is none; null where it is not known. */
  price: Record<Tier, number | null>
  /** Seconds. */
  wait: number | null
  goes: string
}

/** The unknown stands last in both directions: it is neither cheap nor dear. */
export function ordered(rows: readonly Row[], { by, down }: Order): Row[] {
  if (by === null) return [...rows]
  return [...rows].sort((a, b) => {
    const [left, right] = [compared(a, by), compared(b, by)]
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1
    const order = typeof left === 'string' && typeof right === 'string' ? left.localeCompare(right) : Number(left) - Number(right)
    return down ? -order : order
  })
}

function compared(row: Row, column: Column): string | number | null {
  switch (column) {
    case 'provider':
      return row.name
    case 'goes':
      return row.goes
    case 'wait':
      return row.wait
    case 'accepts':
      return row.verdict === null ? null : row.verdict.accepts === 'never' ? 1000 : stepCount(row.verdict)
    case 'standard':
    case 'professional':
      return row.price[column]
  }
}

/** A second press turns the order round, a third takes it back. */
export function pressed(order: Order, column: Column): Order {
  if (order.by !== column) return { by: column, down: false }
  return order.down ? { by: null, down: false } : { by: column, down: true }
}
