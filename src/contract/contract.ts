/** The engine's API as every face sees it. Media never travel through it: ids and links below the media base do. */
import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { ProviderId } from '../domain/request'
import { BatchEvent, BatchInput, BatchPlan, MOST_PARALLEL, PairsInput } from './batch-shapes'
import {
  Balance,
  CheckAnswer,
  ClipStrip,
  Composition,
  Decision,
  DoctorReport,
  JobDetail,
  JobList,
  JobView,
  KeyId,
  KeyList,
  MapEvent,
  MediaItem,
  MediaSource,
  PrepareEvent,
  RequestPreview,
  RunInput,
  resultOf,
  SystemInfo,
  WatchEvent,
} from './shapes'
import {
  Defaults,
  ExportEvent,
  FilmOf,
  Improved,
  JobFilms,
  JobInputs,
  KeyTest,
  OtherProject,
  Preset,
  ProjectChoice,
  ProjectEntry,
  Recent,
  Remark,
  Samples,
  SettingsChange,
  SettingsView,
  SideBySide,
} from './window-shapes'

const ProviderIds = z.tuple([ProviderId], ProviderId)

export const contract = {
  system: {
    info: oc.output(SystemInfo),
    doctor: oc.output(DoctorReport),
    /** What a report of a fault needs, as text: versions, the check-up, the last failures. Redacted. */
    report: oc.output(z.object({ text: z.string() })),
  },
  media: {
    /** Probes a file that a host admitted, or fetches and probes a link. */
    open: oc.input(MediaSource).output(resultOf(MediaItem)),
    /** Files that were used before, newest first; those that are gone are left out. */
    recents: oc.output(z.array(Recent)),
    samples: oc.output(resultOf(Samples)),
    /** Small pictures of an opened clip, from its keyframes. */
    strip: oc.input(z.object({ id: z.string() })).output(resultOf(ClipStrip)),
    /** Looks once through an opened clip: cuts, black, standstills, motion, camera, sound. Aborting the call stops it. */
    map: oc.input(z.object({ id: z.string() })).output(eventIterator(MapEvent)),
    /** Shows a file that an answer linked to in the system's file manager. */
    reveal: oc.input(z.object({ href: z.string() })).output(resultOf(z.null())),
    /** A small copy of an opened clip that Chromium shows; made on the first call. Aborting the call stops it. */
    proxy: oc.input(z.object({ id: z.string() })).output(resultOf(z.object({ href: z.string() }))),
  },
  compose: {
    /** What each provider would refuse, what would be changed, what it costs. Changes nothing. */
    check: oc.input(Composition.extend({ providers: ProviderIds })).output(resultOf(CheckAnswer)),
    /** One artifact pair that satisfies all the named providers. Aborting the call stops the work and leaves nothing behind. */
    prepare: oc.input(Composition.extend({ providers: ProviderIds, outDir: z.string().optional() })).output(eventIterator(PrepareEvent)),
    /** The exact request, key redacted, media shortened. Sends nothing. */
    request: oc.input(Composition.extend({ provider: ProviderId })).output(resultOf(RequestPreview)),
    /** WaveSpeed's prompt optimizer, with that key. Costs money, so it is sent once; the spending limit holds. */
    improve: oc.input(z.object({ prompt: z.string().max(2500), image: z.string().nullable() })).output(resultOf(Improved)),
  },
  jobs: {
    /** Creates the job and begins it; follow it with `watch`. */
    start: oc.input(RunInput).output(resultOf(JobView)),
    /**
     * Everything that happens to the named jobs, or to all; begins with the current state of each named one. Whoever watches all is
     * also told when another project is shown, and watches on as long as this one is open.
     */
    watch: oc.input(z.object({ ids: z.array(z.string()).optional() })).output(eventIterator(WatchEvent)),
    list: oc.output(resultOf(JobList)),
    get: oc.input(z.object({ id: z.string() })).output(resultOf(JobDetail)),
    /** Goes on with every open job; answers which ones. Those that are paused are left as they are where the call says so. */
    resume: oc.input(z.object({ leavePaused: z.boolean() }).optional()).output(resultOf(z.array(JobView))),
    /** The same for one job, paused or not. One that is under way or at its end is left as it is; what was accepted is never sent again. */
    goOn: oc.input(z.object({ id: z.string() })).output(resultOf(JobView)),
    /** Stops waiting for a job. The provider goes on: none of the five has a cancel. */
    stopWaiting: oc.input(z.object({ id: z.string() })).output(resultOf(JobView)),
    /** Settles an unconfirmed job with what the person found out. Sends nothing by itself. */
    settle: oc.input(z.object({ id: z.string(), decision: Decision })).output(resultOf(JobView)),
    /** Shows the job's folder in the system's file manager. */
    reveal: oc.input(z.object({ id: z.string() })).output(resultOf(z.null())),
    /** Opens the inputs of a job again, to make it once more with changes. */
    inputs: oc.input(z.object({ id: z.string() })).output(resultOf(JobInputs)),
    /** Stars, a note and the offset, kept in the job's folder. What is absent stays as it is. */
    remark: oc.input(z.object({ id: z.string(), remark: Remark.partial() })).output(resultOf(JobView)),
    /** Stops asking the providers about any job until it is set back; nothing stops at the providers. */
    pause: oc.input(z.object({ paused: z.boolean() })).output(z.object({ paused: z.boolean() })),
    /** The jobs of the other projects that were opened here before. Reads only. */
    elsewhere: oc.output(z.array(OtherProject)),
    /** What is known of a job's reference and result as films: sides, length, frame rate, sound. Reads only. */
    films: oc.input(z.object({ id: z.string() })).output(resultOf(JobFilms)),
    /** A small copy of one of them that Chromium shows; made on the first call. Aborting the call stops it. */
    proxy: oc.input(z.object({ id: z.string(), film: FilmOf })).output(resultOf(z.object({ href: z.string() }))),
    /** Reference and results side by side as one MP4 in the project. Aborting the call stops it and leaves nothing behind. */
    exportSideBySide: oc.input(SideBySide).output(eventIterator(ExportEvent)),
  },
  /** No answer holds a key. */
  keys: {
    list: oc.output(KeyList),
    /** For `s3` the key is JSON of `accessKeyId` and `secretAccessKey`. */
    set: oc.input(z.object({ id: KeyId, key: z.string() })).output(resultOf(KeyList)),
    /** Takes it out of the key store; one in the environment stays. */
    remove: oc.input(z.object({ id: KeyId })).output(resultOf(KeyList)),
    /** Asks the provider something harmless with the key. Costs nothing. */
    test: oc.input(z.object({ id: KeyId })).output(resultOf(KeyTest)),
  },
  projects: {
    /** Projects that were opened here before, the current one among them; the last one first. */
    list: oc.output(z.array(ProjectEntry)),
    /** Opens another project. The window loads itself again when the answer is `ok`. */
    open: oc.input(ProjectChoice).output(resultOf(z.object({ dir: z.string(), name: z.string() }))),
    /** Takes a project off the list; its folder stays as it is. */
    forget: oc.input(z.object({ id: z.string() })).output(resultOf(z.null())),
    rename: oc.input(z.object({ name: z.string().trim().min(1).max(80) })).output(resultOf(z.null())),
    defaults: oc.output(resultOf(Defaults)),
    setDefaults: oc.input(Defaults).output(resultOf(Defaults)),
  },
  settings: {
    get: oc.output(resultOf(SettingsView)),
    set: oc.input(SettingsChange).output(resultOf(SettingsView)),
  },
  presets: {
    list: oc.output(resultOf(z.array(Preset))),
    /** One of the same name is replaced. */
    save: oc.input(Preset).output(resultOf(z.array(Preset))),
    remove: oc.input(z.object({ name: z.string() })).output(resultOf(z.array(Preset))),
  },
  /** What is left at a provider, where it tells. Costs nothing. */
  balance: oc.input(z.object({ provider: ProviderId })).output(resultOf(Balance)),
  batch: {
    /** Reads, probes and judges every row, and says what is to be done and what it costs. Changes nothing. */
    open: oc.input(BatchInput).output(resultOf(BatchPlan)),
    /** The same for files that are opened already: every picture with every clip. */
    pairs: oc.input(PairsInput).output(resultOf(BatchPlan)),
    /** Carries out an opened plan; aborting the call begins no more jobs and stops waiting for the others. */
    run: oc.input(z.object({ id: z.string(), parallel: z.number().int().min(1).max(MOST_PARALLEL) })).output(eventIterator(BatchEvent)),
  },
}
export type Contract = typeof contract
