/** A run is a rehearsal until there is a key, and says so. */
import type { ProviderId } from '../../domain/request'
import type { Printer } from './print'
import type { Session } from './session'

export async function isRehearsal(session: Session, provider: ProviderId, asked: boolean | undefined, printer: Printer): Promise<boolean> {
  if (asked) return true
  const info = await session.client.system.info()
  if (info.providers.some(({ id, hasKey }) => id === provider && hasKey)) return false
  printer.prose(`There is no key for ${provider}, so this is a rehearsal: nothing is sent anywhere and nothing is paid.`)
  return true
}
