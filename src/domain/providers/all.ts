/** The five providers, by id and in the order they are shown. */
import type { ProviderId } from '../request'
import { aimlapi } from './aimlapi'
import { evolink } from './evolink'
import { highwayapi } from './highwayapi'
import type { Provider } from './provider'
import { shortapi } from './shortapi'
import { wavespeed } from './wavespeed'

export const providers: Record<ProviderId, Provider> = { shortapi, aimlapi, evolink, highwayapi, wavespeed }
export const providerList: readonly Provider[] = [shortapi, aimlapi, evolink, highwayapi, wavespeed]
