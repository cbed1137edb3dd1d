/** What this computer and this Choreo are. */
import type { SystemInfo } from '../../../contract/shapes'
import { providerList } from '../../../domain/providers/all'
import { hostsOf } from '../delivery/hosts'
import { examine } from '../doctor'
import { writeReport } from '../report'
import { keyName } from '../secrets'
import type { Contracted, Parts } from './parts'

export function systemRoutes(os: Contracted, { options, world }: Parts) {
  const { project, tools, secrets, settings, store } = world
  const electron = options.electron ?? null
  const checkUp = () => examine({ tools, project, secrets, electron, version: options.version })
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
    doctor: os.system.doctor.handler(checkUp),
    report: os.system.report.handler(async () => {
      const [doctor, { jobs, unreadable }] = await Promise.all([checkUp(), store.list()])
      const { version, face, environment } = options
      const text = writeReport({ version, face, electron, doctor, settings, secrets, jobs, unreadable: unreadable.length, environment })
      return { text }
    }),
  }
}
