/** What this computer and this Choreo are. */
import type { SystemInfo } from '../../../contract/shapes'
import { providerList } from '../../../domain/providers/all'
import { hostsOf } from '../delivery/hosts'
import { examine } from '../doctor'
import { keyName } from '../secrets'
import type { Contracted, Parts } from './parts'

export function systemRoutes(os: Contracted, { options, world }: Parts) {
  const { project, tools, secrets, settings } = world
  return {
    info: os.system.info.handler(
      (): SystemInfo => ({
        version: options.version,
        mediaBase: options.mediaBase,
        project: { dir: project.dir, name: project.name },
        ffmpeg: tools.ffmpeg,
        ffprobe: tools.ffprobe,
        providers: providerList.map((provider) => ({
          id: provider.id,
          name: provider.name,
          hasKey: secrets.key(provider.id) !== null,
          keyName: keyName(provider.id),
          keyPage: provider.keyPage,
          perSecond: provider.price.perSecond,
          priceRule: provider.price.rule,
          notes: [...provider.notes],
        })),
        hosts: hostsOf(world),
        host: settings.host,
        rehearsalOnly: providerList.every((provider) => secrets.key(provider.id) === null),
        paused: world.scheduler.isPaused(),
        canReveal: options.reveal !== undefined,
      }),
    ),
    doctor: os.system.doctor.handler(() =>
      examine({ tools, project, secrets, electron: options.electron ?? null, version: options.version }),
    ),
    report: os.system.report.handler(() => ({ text: '' })),
  }
}
