/**
 * WaveSpeedAI's prompt optimizer: a text model that words a prompt anew, sent and polled like any of its models.
 * Its page: wavespeed.ai/models/wavespeed-ai/prompt-optimizer.
 */
import { z } from 'zod'
import type { Failure } from '../failure'
import { fail } from '../failure'
import type { HttpRequest, HttpResponse, Json } from '../http'
import { parseJson } from '../http'
import { anything, failureForStatus, generationFailure, spokenReason, textOrNull, toNumber } from './answers'
import type { CreateAnswer } from './provider'
import { wavespeed } from './wavespeed'
import { bodyFailure, Envelope, name } from './wavespeed-answers'

export type WordingAnswer =
  | { kind: 'waiting' }
  | { kind: 'done'; text: string }
  | { kind: 'failed'; failure: Failure }
  /** This poll did not work; the model goes on. */
  | { kind: 'retry'; failure: Failure }

export interface Wording {
  /** What one run costs, in USD; no answer says it. */
  usd: number
  pace: { firstPollSeconds: number; intervalSeconds: number; deadlineSeconds: number }
  /** @param imageUrl a picture that the model may look at; at least one of the two is needed */
  create(text: string, imageUrl: string | null): HttpRequest
  readCreate(response: HttpResponse): CreateAnswer
  poll(remoteId: string): HttpRequest
  readPoll(response: HttpResponse): WordingAnswer
}

/** `outputs[0]` is the text; objects are read as other models of it write them. */
const Prediction = z.looseObject({ status: textOrNull, outputs: anything, error: anything, code: anything })

function create(text: string, imageUrl: string | null): HttpRequest {
  const value: { [key: string]: Json } = { mode: 'video' }
  if (text) value.text = text
  if (imageUrl) value.image = imageUrl
  return {
    method: 'POST',
    origin: 'api',
    path: '/api/v3/wavespeed-ai/prompt-optimizer',
    headers: { 'content-type': 'application/json' },
    auth: 'bearer',
    body: { kind: 'json', value },
  }
}

function readPoll(response: HttpResponse): WordingAnswer {
  const envelope = Envelope.safeParse(parseJson(response.text))
  if (!envelope.success) return { kind: 'retry', failure: failureForStatus(name, response) }
  const code = toNumber(envelope.data.code)
  if (response.status !== 200) return { kind: 'retry', failure: bodyFailure(response, code) }
  const parsed = Prediction.safeParse(envelope.data.data)
  const status = parsed.success ? (parsed.data.status ?? '') : ''
  const ended = /^(failed|cancelled|timeout|deleted)$/.test(status)
  if (code !== null && code !== 200 && !ended) return { kind: 'retry', failure: bodyFailure(response, code) }
  if (!parsed.success) return { kind: 'retry', failure: failureForStatus(name, response) }
  if (ended) return { kind: 'failed', failure: refusal(parsed.data, status, code, response) }
  if (status !== 'completed') return { kind: 'waiting' }
  const text = firstText(parsed.data.outputs)
  return text === null ? { kind: 'failed', failure: noText(response) } : { kind: 'done', text }
}

function refusal(prediction: z.infer<typeof Prediction>, status: string, code: number | null, response: HttpResponse): Failure {
  const reason = spokenReason({ error: prediction.error }) ?? (status === 'failed' ? null : status)
  const isPolicy = (toNumber(prediction.code) ?? code) === 1200
  const failure = generationFailure(
    name,
    isPolicy ? `content moderation: ${reason ?? 'code 1200'}` : reason,
    response.text.slice(0, 2000),
    null,
  )
  return { ...failure, fix: 'Your own wording stays as it is. Asking again is a new request with its own price.' }
}

function noText(response: HttpResponse): Failure {
  return fail(
    'provider.no-result',
    `${name} says it is done but gives no wording.`,
    'Your own wording stays as it is. Asking again is a new request with its own price.',
    { detail: response.text.slice(0, 2000) },
  ).failure
}

function firstText(outputs: unknown): string | null {
  for (const output of Array.isArray(outputs) ? outputs : [outputs]) {
    const text = typeof output === 'object' && output !== null && 'text' in output ? output.text : output
    if (typeof text === 'string' && text.trim() !== '') return text.trim()
  }
  return null
}

export const wavespeedWording: Wording = {
  usd: 0.001,
  pace: { firstPollSeconds: 1, intervalSeconds: 2, deadlineSeconds: 90 },
  create,
  readCreate: wavespeed.readCreate,
  poll: wavespeed.poll,
  readPoll,
}
