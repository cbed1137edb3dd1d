/** Before a run: whose servers a local clip goes to and for how long, where the provider takes links only. */
import type { Composition, Host, MediaItem } from '../../contract/shapes'
import { providers } from '../../domain/providers/all'
import type { ProviderId } from '../../domain/request'
import type { Printer } from './print'
import type { Session } from './session'

export async function sayWhoHolds(session: Session, provider: ProviderId, named: Host | undefined, printer: Printer): Promise<void> {
  const { name, accepts } = providers[provider]
  if (accepts.video.some((way) => way !== 'url')) return
  const { hosts, host } = await session.client.system.info()
  const holder = hosts.find(({ id }) => id === (named ?? host))
  if (holder?.available) printer.prose(`${name} takes the clip by link only. ${holder.privacy}`)
}

/** Whether the clip stays where it is: behind the person's own link, with nothing to change about it. */
export async function goesAsLink(session: Session, provider: ProviderId, video: MediaItem, composition: Composition): Promise<boolean> {
  if (video.link === null) return false
  const checked = await session.client.compose.check({ ...composition, providers: [provider] })
  return checked.ok && checked.value.verdicts[0]?.plan?.video.change === 'untouched'
}
