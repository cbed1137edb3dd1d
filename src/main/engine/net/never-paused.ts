/**
 * Keeps undici 7's parser running while the reader is slow. A parser that is paused when the server ends the connection
 * kills the process with an assertion that nothing can catch (nodejs/undici#5360; mended in 8, which needs Node 22).
 * What arrives meanwhile waits in memory; past a bound the connection is given up, and a download goes on from there.
 */
import { DecoratorHandler, type Dispatcher } from 'undici'

/** A disk that is so far behind the network is a rare thing; a few seconds of a fast line fit. */
const MOST_WAITING_BYTES = 64 * 1024 * 1024

export function neverPaused(dispatch: Dispatcher.Dispatch): Dispatcher.Dispatch {
  return (options, handler) => dispatch(options, new Unpaused(handler))
}

class Unpaused implements Dispatcher.DispatchHandler {
  readonly #inner: Dispatcher.DispatchHandler
  #calm: Dispatcher.DispatchController | null = null
  #held = false
  #waiting = 0

  constructor(inner: Dispatcher.DispatchHandler) {
    // It speaks undici's newer handler language to whatever older one is inside.
    this.#inner = new DecoratorHandler(inner)
  }

  #controller(real: Dispatcher.DispatchController): Dispatcher.DispatchController {
    const pause = () => {
      this.#held = true
    }
    const resume = () => {
      this.#held = false
      this.#waiting = 0
    }
    this.#calm ??= new Proxy(real, {
      get(target, name) {
        if (name === 'pause') return pause
        if (name === 'resume') return resume
        const value: unknown = Reflect.get(target, name, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    return this.#calm
  }

  onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void {
    this.#inner.onRequestStart?.(this.#controller(controller), context)
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[]>,
    message?: string,
  ): void {
    this.#inner.onResponseStart?.(this.#controller(controller), status, headers, message)
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#held) this.#waiting += chunk.length
    this.#inner.onResponseData?.(this.#controller(controller), chunk)
    if (this.#waiting > MOST_WAITING_BYTES) controller.abort(new Error('the answer came faster than it could be kept'))
  }

  onResponseEnd(controller: Dispatcher.DispatchController, trailers: Record<string, string | string[]>): void {
    this.#inner.onResponseEnd?.(this.#controller(controller), trailers)
  }

  onResponseError(controller: Dispatcher.DispatchController, error: Error): void {
    this.#inner.onResponseError?.(controller, error)
  }
}
