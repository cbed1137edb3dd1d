/** The engine's API as every face sees it. Media never travel through it: ids and links below the media base do. */
import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { ProviderId } from '../domain/request'
import { BatchEvent, BatchInput, BatchPlan, MOST_PARALLEL } from './batch-shapes'
import {
  Balance,
  CheckAnswer,
  ClipStrip,
  Composition,
  Decision,
  DoctorReport,
  JobDetail,
  JobEvent,
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
} from './shapes'

const ProviderIds = z.tuple([ProviderId], ProviderId)

export const contract = {
  system: {
    info: oc.output(SystemInfo),
    doctor: oc.output(DoctorReport),
  },
  media: {
    /** Probes a file that a host admitted, or fetches and probes a link. */
    open: oc.input(MediaSource).output(resultOf(MediaItem)),
    /** Small pictures of an opened clip, from its keyframes. */
    strip: oc.input(z.object({ id: z.string() })).output(resultOf(ClipStrip)),
    /** Looks once through an opened clip: cuts, black, standstills, motion, camera, sound. Aborting the call stops it. */
    map: oc.input(z.object({ id: z.string() })).output(eventIterator(MapEvent)),
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
  },
  jobs: {
    /** Creates the job and begins it; follow it with `watch`. */
    start: oc.input(RunInput).output(resultOf(JobView)),
    /** Everything that happens to the named jobs, or to all; begins with the current state of each named one. */
    watch: oc.input(z.object({ ids: z.array(z.string()).optional() })).output(eventIterator(JobEvent)),
    list: oc.output(resultOf(JobList)),
    get: oc.input(z.object({ id: z.string() })).output(resultOf(JobDetail)),
    /** Goes on with every open job; answers which ones. */
    resume: oc.output(resultOf(z.array(JobView))),
    /** Stops waiting for a job. The provider goes on: none of the five has a cancel. */
    stopWaiting: oc.input(z.object({ id: z.string() })).output(resultOf(JobView)),
    /** Settles an unconfirmed job with what the person found out. Sends nothing by itself. */
    settle: oc.input(z.object({ id: z.string(), decision: Decision })).output(resultOf(JobView)),
    /** Shows the job's folder in the system's file manager. */
    reveal: oc.input(z.object({ id: z.string() })).output(resultOf(z.null())),
  },
  /** No answer holds a key. */
  keys: {
    list: oc.output(KeyList),
    /** For `s3` the key is JSON of `accessKeyId` and `secretAccessKey`. */
    set: oc.input(z.object({ id: KeyId, key: z.string() })).output(resultOf(KeyList)),
    /** Takes it out of the key store; one in the environment stays. */
    remove: oc.input(z.object({ id: KeyId })).output(resultOf(KeyList)),
  },
  /** What is left at a provider, where it tells. Costs nothing. */
  balance: oc.input(z.object({ provider: ProviderId })).output(resultOf(Balance)),
  batch: {
    /** Reads, probes and judges every row, and says what is to be done and what it costs. Changes nothing. */
    open: oc.input(BatchInput).output(resultOf(BatchPlan)),
    /** Carries out an opened plan; aborting the call begins no more jobs and stops waiting for the others. */
    run: oc.input(z.object({ id: z.string(), parallel: z.number().int().min(1).max(MOST_PARALLEL) })).output(eventIterator(BatchEvent)),
  },
}
export type Contract = typeof contract
