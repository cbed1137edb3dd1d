/** Short words of the providers' table: where the clip goes, and how long it takes. */
import type { SystemInfo } from '../../../../contract/shapes'
import type { Verdict } from '../../../../domain/assess'
import type { Provider } from '../../../../domain/providers/provider'
import type { Table } from '../../../state/composition'
import { words } from '../../../words/index'

export function hasOwnLink({ video }: Table): boolean {
  return video.item !== null && video.item.link !== null
}

export function goesWords(provider: Provider, table: Table, verdict: Verdict | null, info: SystemInfo): string {
  const { accepts, upload } = provider
  const [first] = accepts.video
  if (hasOwnLink(table) && accepts.video.includes('url') && verdict?.plan?.video.change === 'untouched')
    return words.providers.goesByOwnLink
  if (first === 'own-upload' && upload) return words.providers.goesToStore(upload.lifeHours)
  if (first !== 'url') return words.providers.goesInside
  const host = info.hosts.find(({ id }) => id === (table.holder ?? info.host))
  return host ? words.providers.goesToHost(host.name) : words.providers.goesByHost
}

/** Rough on purpose: the next one may take longer. */
export function waitWords(seconds: number): string {
  return seconds < 90
    ? words.providers.waitSeconds(Math.max(5, Math.round(seconds / 5) * 5))
    : words.providers.waitMinutes(Math.round(seconds / 60))
}
