/** The exact request as a curl line, with the key redacted and media shortened. Pure. */
import { type HttpRequest, isMediaHole, type Json } from './http'

/** @param url the full link of the request; @param keyName the environment variable that holds the key */
export function toCurl(request: HttpRequest, url: string, keyName: string): string {
  const parts = [`curl --request ${request.method}`, `--url ${quoted(url)}`]
  if (request.auth === 'bearer') parts.push(`--header "Authorization: Bearer $${keyName}"`)
  for (const [name, value] of Object.entries(request.headers)) parts.push(`--header ${quoted(`${name}: ${value}`)}`)
  const { body } = request
  if (body?.kind === 'json') parts.push(`--data ${quoted(JSON.stringify(shortenMedia(body.value), null, 2))}`)
  if (body?.kind === 'multipart') {
    for (const [name, value] of Object.entries(body.fields)) parts.push(`--form-string ${quoted(`${name}=${value}`)}`)
    parts.push(`--form ${quoted(`${body.fileField}=@"${body.fileName.replace(/["\\]/g, '\\$&')}";type=${body.mime}`)}`)
  }
  if (body?.kind === 'file') parts.push('--data-binary @FILE')
  return parts.join(' \\\n  ')
}

/** Media in a body are shown by kind and form, never as bytes. */
export function shortenMedia(value: Json): Json {
  if (isMediaHole(value)) return `${value.as === 'data-uri' ? `data:${value.mime};base64,` : ''}<${value.$media} as base64>`
  if (Array.isArray(value)) return value.map(shortenMedia)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shortenMedia(item)]))
  return value
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
