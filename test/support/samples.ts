/** Facts, limits and answers to build tests from: each is legal everywhere, and a test changes what it is about. */
import type { HttpResponse } from '../../src/domain/http'
import type { ImageFacts, VideoFacts } from '../../src/domain/media'
import type { MediaRefs } from '../../src/domain/providers/provider'
import type { MotionRequest } from '../../src/domain/request'

export function imageFacts(changes: Partial<ImageFacts> = {}): ImageFacts {
  return {
    kind: 'image',
    format: 'jpeg',
    width: 1000,
    height: 1500,
    bytes: 400_000,
    exifOrientation: 1,
    hasAlpha: false,
    bitDepth: 8,
    colourSpace: 'srgb',
    frames: 1,
    gainMap: false,
    privateMetadata: [],
    ...changes,
  }
}

export function videoFacts(changes: Partial<VideoFacts> = {}): VideoFacts {
  return {
    kind: 'video',
    container: 'mp4',
    codec: 'h264',
    profile: 'High',
    pixelFormat: 'yuv420p',
    bitDepth: 8,
    width: 1080,
    height: 1920,
    rotation: 0,
    squarePixels: true,
    frameRate: 30,
    constantFrameRate: true,
    gap: null,
    hiddenSeconds: 0,
    colourMatrix: 'bt709',
    seconds: 8,
    bytes: 6_000_000,
    dynamicRange: 'sdr',
    audio: { codec: 'aac', channels: 2, sampleRate: 48_000, seconds: 8, tracks: 1, track: 0 },
    faststart: true,
    privateMetadata: [],
    ...changes,
  }
}

export const minimalWish: MotionRequest = { orientation: 'video', tier: 'standard', keepAudio: true }

export const links: MediaRefs = {
  image: { kind: 'url', url: 'https://files.example.com/character.png' },
  video: { kind: 'url', url: 'https://files.example.com/dance.mp4' },
}

/** An answer as the transport hands it over: lower-case header names, the body as text. */
export function answer(status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse {
  return { status, headers, text: typeof body === 'string' ? body : JSON.stringify(body) }
}

export const htmlPage = '<!DOCTYPE html>\n<html><head><title>Just a moment</title></head><body>Attention required</body></html>'
