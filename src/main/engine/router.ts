/** Implements the contract. Thin: each procedure hands over to the part that knows. */
import { batchRoutes } from './routes/batch'
import { composeRoutes } from './routes/compose'
import { jobRoutes } from './routes/jobs'
import { balanceRoute, keyRoutes } from './routes/keys'
import { mediaRoutes } from './routes/media'
import { implementRedacted, type Parts } from './routes/parts'
import { projectRoutes } from './routes/projects'
import { presetRoutes, settingsRoutes } from './routes/settings'
import { systemRoutes } from './routes/system'

export type EngineRouter = ReturnType<typeof createRouter>

export function createRouter(parts: Parts) {
  const os = implementRedacted(parts.world.secrets)
  return os.router({
    system: systemRoutes(os, parts),
    media: mediaRoutes(os, parts),
    compose: composeRoutes(os, parts),
    jobs: jobRoutes(os, parts),
    keys: keyRoutes(os, parts),
    projects: projectRoutes(os, parts),
    settings: settingsRoutes(os, parts),
    presets: presetRoutes(os, parts),
    balance: balanceRoute(os, parts),
    batch: batchRoutes(os, parts),
  })
}
