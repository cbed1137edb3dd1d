/** A provider is a description: limits, options, price and pace as data, and its wire format as pure functions. */
import type { Failure } from '../failure'
import type { HttpRequest, HttpResponse, MediaHole } from '../http'
import type { Charge } from '../job'
import type { Limits } from '../limits'
import type { Price } from '../quote'
import type { MotionRequest, Orientation, ProviderId } from '../request'

/** Where a provider finds a medium: a link, or a hole in the body that the transport fills. */
export type MediaRef = { kind: 'url'; url: string } | { kind: 'inline'; hole: MediaHole }

export interface MediaRefs {
  image: MediaRef
  video: MediaRef
}

export type DeliveryWay = 'own-upload' | 'inline-base64' | 'inline-data-uri' | 'url'

export interface Options {
  negativePrompt: boolean
  element: boolean
  watermark: boolean
  callback: boolean
}

export interface Pace {
  firstPollSeconds: number
  intervalSeconds: number
  /** After this the job is paused, never failed. */
  deadlineSeconds: number
  /** Jobs in flight at once; null where no number is known. */
  parallel: number | null
}

export type CreateAnswer =
  | { kind: 'accepted'; remoteId: string; charge: Charge | null }
  /** Definitely not accepted: nothing was charged. `form`: only because of how the picture stood in the body; another form may pass. */
  | { kind: 'refused'; failure: Failure; form?: true }
  /** The answer does not say. The job may exist and may be charged. */
  | { kind: 'unclear'; failure: Failure }

export type PollAnswer =
  | { kind: 'queued' }
  | { kind: 'running'; progress: number | null; etaSeconds: number | null }
  | { kind: 'succeeded'; url: string; seconds: number | null; charge: Charge | null }
  | { kind: 'failed'; failure: Failure }
  /** This poll did not work; the job goes on. */
  | { kind: 'retry'; failure: Failure }

export interface UploadFile {
  name: string
  mime: string
  bytes: number
}

export type UploadAnswer =
  | { kind: 'stored'; url: string; expiresAt: string | null }
  /** `lasting`: the same again soon will not help. */
  | { kind: 'failed'; failure: Failure; tryNextWay: boolean; lasting?: true }

/** First a ticket, then the bytes to the place the ticket names. */
export type TicketAnswer = { kind: 'ticket'; put: HttpRequest; url: string } | Extract<UploadAnswer, { kind: 'failed' }>

export type UploadWay =
  | { kind: 'form'; request(file: UploadFile): HttpRequest; read(response: HttpResponse): UploadAnswer }
  | {
      kind: 'ticket'
      request(file: UploadFile): HttpRequest
      readTicket(response: HttpResponse): TicketAnswer
      readPut(response: HttpResponse, url: string): UploadAnswer
    }

export interface Upload {
  /** In order of preference. */
  ways: readonly [UploadWay, ...UploadWay[]]
  maxBytes: number
  /** How long the provider keeps the file, in hours. */
  lifeHours: number
  /** Whose servers the file goes to and for how long, as a sentence. */
  privacy: string
}

/** A create request whose answer never came. */
export interface LostAttempt {
  /** What the request was labelled with. */
  id: string
  sentAtMs: number
  request: MotionRequest
  /** Links that stood in the request. */
  links: readonly string[]
}

export type HistoryAnswer =
  /** Only a label is certain where several requests of ours are alike. */
  | { kind: 'found'; remoteId: string; by: 'its label' | 'its files' | 'its time' }
  | { kind: 'absent' }
  | { kind: 'several'; remoteIds: string[] }
  /** The list could not be read; it says nothing. */
  | { kind: 'unreadable'; failure: Failure }

export interface History {
  request(lost: LostAttempt): HttpRequest
  /** @param known remote ids that belong to other jobs */
  read(response: HttpResponse, lost: LostAttempt, known: ReadonlySet<string>): HistoryAnswer
}

export interface Balance {
  usd: number | null
  credits: number | null
}

export interface Provider {
  id: ProviderId
  name: string
  /** Where a key is made and topped up. */
  keyPage: string
  origins: { api: string; files?: string }
  limits: Limits
  options: Options
  /** Ways a medium can reach it, in order of preference. A second inline way is for a provider that refuses the form of the first. */
  accepts: { image: readonly DeliveryWay[]; video: readonly DeliveryWay[] }
  /** Longest result in seconds where it differs from the clip's length. */
  outputSeconds: Partial<Record<Orientation, number>>
  price: Price
  pace: Pace
  /** Hours a result link lives; null where unknown. */
  resultLinkHours: number | null
  /** What a person should know before they pay, in sentences. */
  notes: readonly string[]
  create(request: MotionRequest, refs: MediaRefs, attemptId: string): HttpRequest
  readCreate(response: HttpResponse): CreateAnswer
  poll(remoteId: string): HttpRequest
  readPoll(response: HttpResponse): PollAnswer
  upload?: Upload
  /** Where a job whose create answer was lost can be found again. */
  history?: History
  /** Where it tells what is left of what was paid in. */
  balance?: {
    request(): HttpRequest
    read(response: HttpResponse): Balance | null
    /** What an answer without a balance means. */
    failure(response: HttpResponse): Failure
  }
}
