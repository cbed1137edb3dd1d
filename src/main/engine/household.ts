/** What all projects that one process has open share: settings, keys, tools, one clock for all polls, one sum for the day. */
import { join } from 'node:path'
import { ok } from '../../domain/failure'
import { createUploadLedger, type UploadLedger } from './delivery/upload-ledger'
import { sweepInbox } from './inputs'
import { createScheduler, type Scheduler } from './jobs/scheduler'
import { createSpending, type Spending } from './jobs/spending'
import { openSystemStore } from './keys/system-store'
import { openShelf, type Shelf } from './library'
import { createPreviews, type Previews } from './media/previews'
import { findTools, type Tools } from './media/tools'
import { createTransport, type Transport } from './net/transport'
import type { EngineOptions } from './options'
import { openSecrets, type Secrets } from './secrets'
import { refreshSettings, type Settings } from './settings'

export interface Household {
  settings: Settings
  secrets: Secrets
  tools: Tools
  transport: Transport
  scheduler: Scheduler
  spending: Spending
  uploads: UploadLedger
  previews: Previews
  shelf: Shelf
  /** Where a host streams uploads to. */
  inbox: string
  /** After the last project was closed. */
  close(): Promise<void>
}

export async function openHousehold(options: EngineOptions, settings: Settings): Promise<Household> {
  const { home } = settings
  const opening = openSecrets(
    options.environment,
    () => options.keyStore?.(home) ?? openSystemStore(options.environment.CHOREO_HOME ? home : null),
  )
  const tools = await findTools(options.environment, {
    ffmpegPath: settings.ffmpegPath,
    ffprobePath: settings.ffprobePath,
    resourcesPath: options.resourcesPath,
  })
  const inbox = join(home, 'inbox')
  // In the background: nothing waits for it, and a file that cannot be removed is tried again next time.
  void sweepInbox(inbox)
  const previews = createPreviews(join(home, 'previews'), tools)
  void previews.sweep()

  const secrets = await opening
  const transport = createTransport(options.version)
  const scheduler = createScheduler(settings.paceScale)
  return {
    settings,
    secrets,
    tools,
    transport,
    scheduler,
    // Read anew each time: it may have been changed by hand, or by another Choreo of the same person.
    spending: createSpending(join(home, 'spending.ndjson'), async () => {
      const fresh = await refreshSettings(settings)
      return fresh.ok ? ok(fresh.value.dailyLimitUsd) : fresh
    }),
    uploads: createUploadLedger(join(home, 'uploads.json'), (address) => secrets.redact(address) !== address),
    previews,
    shelf: openShelf(),
    inbox,
    async close() {
      scheduler.close()
      await transport.close()
    },
  }
}
