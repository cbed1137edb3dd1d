/** EvoLink's Files API on its own origin: one file a request, at most 100 MB, kept 72 hours. */
import { randomUUID } from 'node:crypto'
import { open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Answer } from './answer'
import { decodeBase64 } from './base64'
import { evolinkManner } from './evolink'
import { LongText } from './large-json'
import { readForm } from './multipart'
import { type Environment, endpoint, type Manner, readBody, type Stage } from './stage'
import type { Upload } from './uploads'

const MAX_BYTES = 100_000_000
/** "Default user group allows up to 2000 files." */
const MAX_FILES = 2000

const refusal = (status: number, msg: string): Answer => ({ status, body: { success: false, code: status, msg, data: null } })
const success = (msg: string, data: unknown): Answer => ({ status: 200, body: { success: true, code: 200, msg, data } })

const manner: Manner = {
  ...evolinkManner,
  missingKey: () => refusal(401, 'No API key provided'),
  badKey: () => refusal(401, 'Invalid API key'),
  malformed: (_path, complaints) => refusal(400, complaints.join('; ')),
}

const Base64 = z.strictObject({
  base64_data: z.union([z.string(), z.instanceof(LongText)]),
  upload_path: z.string().optional(),
  file_name: z.string().optional(),
})

const extensions: Record<string, string> = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/gif': 'gif', 'image/webp': 'webp' }

function described(stage: Stage, upload: Upload) {
  const link = `${stage.origin()}${stage.uploads.linkPath(upload)}`
  return {
    file_id: upload.id,
    file_name: upload.name,
    original_name: upload.originalName,
    file_size: upload.bytes,
    mime_type: upload.mime,
    upload_path: upload.folder,
    file_url: link,
    download_url: `${link}?download=1`,
    upload_time: new Date(upload.createdAt).toISOString(),
    expires_at: new Date(upload.expiresAt).toISOString(),
  }
}

export function playEvolinkFiles(stage: Stage): Hono<Environment> {
  const app = new Hono<Environment>()
  const isFull = () => stage.uploads.list('evolink').length >= MAX_FILES
  const full = () => refusal(403, `file quota exceeded: at most ${MAX_FILES} files`)

  app.post(
    '/api/v1/files/upload/stream',
    endpoint(stage, manner, 'upload', async ({ incoming }) => {
      if (isFull()) return full()
      const form = await readForm(incoming, incoming.headers['content-type'], stage.intake.folder, MAX_BYTES)
      if (form.kind === 'too-large') return refusal(413, 'file too large: at most 100MB')
      if (form.kind === 'malformed') return refusal(400, 'malformed multipart body')
      const [file, ...others] = form.files
      const wrong =
        file?.field !== 'file' || others.length > 0
          ? 'exactly one file in field "file" is required'
          : file.bytes === 0
            ? 'file is empty'
            : null
      const unwanted = file && !/^(video|image|audio)\//.test(file.mime) ? `unsupported file type ${file.mime}` : null
      if (!file || wrong || unwanted) {
        await Promise.all(form.files.map(({ path }) => rm(path, { force: true })))
        return refusal(400, wrong ?? unwanted ?? 'no file')
      }
      const place = {
        name: form.fields.fileName ?? file.name,
        originalName: file.name,
        mime: file.mime,
        bytes: file.bytes,
        folder: form.fields.uploadPath,
      }
      return success(
        'File uploaded successfully',
        described(stage, await stage.uploads.keep(await stage.uploads.reserve('evolink', place), file.path)),
      )
    }),
  )

  app.post(
    '/api/v1/files/upload/base64',
    endpoint(stage, manner, 'upload', async (scene) => {
      if (isFull()) return full()
      const body = await readBody(stage, manner, scene, Base64)
      if (!body.ok) return body.answer
      const { base64_data: text, file_name: name, upload_path: folder } = body.value
      const uri = /^data:(image\/[a-z]+);base64,/.exec(typeof text === 'string' ? text.slice(0, 64) : text.head)
      const path = join(stage.intake.folder, randomUUID())
      const decoded = await decodeBase64(text, path, uri?.[0].length ?? 0)
      await body.discard()
      const mime = decoded ? (uri?.[1] ?? (await imageType(path))) : null
      if (mime === null || !extensions[mime]) {
        await rm(path, { force: true })
        return refusal(400, 'base64_data must be a jpeg, png, gif or webp image')
      }
      const place = { name: name ?? `image.${extensions[mime]}`, mime, bytes: (await stat(path)).size, folder }
      return success(
        'File uploaded successfully',
        described(stage, await stage.uploads.keep(await stage.uploads.reserve('evolink', place), path)),
      )
    }),
  )

  app.get(
    '/api/v1/files/quota',
    endpoint(stage, manner, 'balance', async () => {
      const used = stage.uploads.list('evolink').length
      return success('', {
        user_group: 'default',
        used_files: used,
        max_files: MAX_FILES,
        remain_files: MAX_FILES - used,
        is_custom: false,
        quota_reason: '',
      })
    }),
  )

  app.get(
    '/api/v1/files/list',
    endpoint(stage, manner, 'history', async ({ call }) => {
      const page = Math.max(1, Number(call.req.query('page') ?? 1) || 1)
      const size = Math.min(100, Math.max(1, Number(call.req.query('pageSize') ?? 20) || 20))
      const all = stage.uploads.list('evolink')
      return success('', {
        files: all.slice((page - 1) * size, page * size).map((upload) => described(stage, upload)),
        total: all.length,
        page,
        page_size: size,
      })
    }),
  )

  app.delete(
    '/api/v1/files/:id',
    endpoint(stage, manner, 'delete', async ({ call }) => {
      const upload = stage.uploads.find('evolink', call.req.param('id') ?? '')
      if (!upload) return refusal(404, 'file not found')
      await stage.uploads.remove(upload)
      return success('File deleted successfully', null)
    }),
  )
  return app
}

/** By its first bytes. */
async function imageType(path: string): Promise<string | null> {
  const file = await open(path)
  const head = Buffer.alloc(12)
  await file.read(head, 0, 12, 0)
  await file.close()
  const hex = head.toString('hex')
  if (hex.startsWith('ffd8ff')) return 'image/jpeg'
  if (hex.startsWith('89504e47')) return 'image/png'
  if (hex.startsWith('47494638')) return 'image/gif'
  return head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP' ? 'image/webp' : null
}
