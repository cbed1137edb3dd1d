/** Signed links to results, built anew at every poll from wherever the server is now. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import type { ProviderId } from '../../../domain/request'
import type { Task } from './task'

/** Seconds a link lives. Two pages say so, the others are taken from the providers' general pages or from their siblings. */
export const linkSeconds: Record<ProviderId, number> = {
  shortapi: 86_400,
  aimlapi: 86_400,
  evolink: 86_400,
  highwayapi: 3600,
  wavespeed: 604_800,
}

export class ResultLinks {
  private constructor(private readonly secret: Buffer) {}

  /** The secret lies beside the tasks, so that a link outlives a restart on the same port. */
  static async open(directory: string): Promise<ResultLinks> {
    const path = join(directory, 'link-secret')
    const known = await readFile(path, 'utf8').catch(() => '')
    if (/^[0-9a-f]{64}$/.test(known)) return new ResultLinks(Buffer.from(known, 'hex'))
    const secret = randomBytes(32)
    await writeFileAtomic(path, secret.toString('hex'), { mode: 0o600 })
    return new ResultLinks(secret)
  }

  issue(origin: string, task: Task): string {
    const expires = Math.floor(Date.now() / 1000) + linkSeconds[task.provider]
    return `${origin}/results/${task.provider}/${task.key}.mp4?expires=${expires}&sig=${this.sign(task, expires)}`
  }

  isAlive(task: Task, expires: string | undefined, signature: string | undefined): boolean {
    const until = Number(expires)
    if (!signature || !Number.isInteger(until) || until * 1000 < Date.now()) return false
    const right = Buffer.from(this.sign(task, until))
    const given = Buffer.from(signature)
    return right.length === given.length && timingSafeEqual(right, given)
  }

  private sign(task: Task, expires: number): string {
    return createHmac('sha256', this.secret).update(`${task.key}.${task.linkIssue}.${expires}`).digest('hex')
  }
}
