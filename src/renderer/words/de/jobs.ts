/** Deutsch: die Zustände eines Auftrags und was sich daran tun lässt. */
import type { Happening } from '../../../contract/findings'
import { assertNever } from '../../../domain/failure'
import { providers } from '../../../domain/providers/all'
import { percentWords } from '../../figures'
import type { Words } from '../en'

const state: Words['jobs']['state'] = {
  draft: 'nicht begonnen',
  preparing: 'Dateien werden vorbereitet',
  delivering: 'wird hochgeladen',
  submitting: 'Anfrage wird gesendet',
  accepted: 'angenommen, wartet auf seinen Platz',
  running: 'wird erzeugt',
  downloading: 'Ergebnis wird geladen',
  saved: 'gespeichert',
  failed: 'gescheitert',
  unconfirmed: 'unbestätigt',
  paused: 'angehalten',
  abandoned: 'nicht mehr erwartet',
}

const changes = { untouched: 'unverändert', copied: 'kopiert', encoded: 'neu kodiert' }
const looks = {
  found: 'gefunden',
  absent: 'nicht in der Liste',
  several: 'mehrere könnten es sein',
  unreadable: 'die Liste war nicht lesbar',
}

function happened(line: Happening, name: string): string {
  switch (line.event) {
    case 'created':
      return 'angelegt'
    case 'state':
      return line.by === 'person' ? `${state[line.state]}, wie Sie es wollten` : state[line.state]
    case 'prepared':
      return `Dateien vorbereitet: Bild ${changes[line.image]}, Clip ${changes[line.video]}`
    case 'delivered': {
      const what = line.media === 'image' ? 'das Bild' : 'der Clip'
      if (line.by === 'inline') return `${what} reist in der Anfrage`
      if (line.by === 'link') return `${what} geht über Ihren Link`
      return line.reused ? `${what} war schon hochgeladen` : `${what} wurde hochgeladen`
    }
    case 'answer':
      return `${name} hat auf die Anfrage geantwortet (HTTP ${line.status})`
    case 'poll':
      return line.status ? `bei ${name} nachgefragt (HTTP ${line.status})` : `bei ${name} nachgefragt: keine Antwort`
    case 'not-sent':
      return 'die Anfrage hat diesen Computer nicht verlassen'
    case 'looked-up':
      return `bei ${name} nachgesehen: ${looks[line.answer.kind]}`
    case 'passed-on':
      return `von ${providers[line.from].name} an ${providers[line.to].name} weitergegeben`
    default:
      return assertNever(line)
  }
}

export const jobs: Words['jobs'] = {
  state,
  stage: {
    fetch: 'Link wird geladen',
    look: 'bester Teil des Clips wird gesucht',
    image: 'Bild wird vorbereitet',
    encode: 'Clip wird vorbereitet',
    upload: 'wird hochgeladen',
    generate: 'wird erzeugt',
    download: 'Ergebnis wird geladen',
  },
  happened,
  percent: (fraction) => percentWords(fraction),
  rehearsal: 'Probe',
  free: 'kostenlos',
  quoted: 'veranschlagt',
  charged: 'berechnet',
  unknownPrice: 'unbekannt',
  perhaps: 'vielleicht berechnet',
  open: 'Öffnen',
  compare: 'Vergleichen',
  of: (image, video) => `${image} mit ${video}`,
  openNamed: (what) => `${what} öffnen`,
  stop: 'Nicht mehr warten',
  stopNamed: (what) => `Auf ${what} nicht mehr warten`,
  stopTitle: 'Auf diesen Auftrag nicht mehr warten?',
  stopMeans: (name) =>
    `Choreo fragt nicht mehr danach. ${name} macht weiter und berechnet ihn vielleicht trotzdem: Keinem der fünf Anbieter lässt sich sagen, dass er aufhören soll. Der Auftrag und alles, was über ihn bekannt ist, bleibt in seinem Ordner.`,
  stopMeansEarly: 'Die Anfrage wurde noch nicht gesendet, es wurde also nichts berechnet.',
  stopMeansRehearsal: 'Das ist eine Probe: Nichts wurde irgendwohin gesendet, und nichts wird berechnet.',
  goOnWaiting: 'Weiter warten',
  unconfirmedMeans: (name) =>
    `Die Verbindung brach nach dem Absenden ab. ${name} hat diesen Auftrag vielleicht begonnen und berechnet; von sich aus sendet Choreo ihn nie ein zweites Mal.`,
  unconfirmedDo: 'Sehen Sie dort in Ihrem Konto nach und klären Sie ihn dann.',
  pausedMeans: 'Das Warten ist unterbrochen. „Fortsetzen“ fragt wieder nach; nichts wird ein zweites Mal gesendet.',
  goOn: 'Fortsetzen',
  goOnNamed: (what) => `${what} fortsetzen`,
  elapsed: 'Zeit',
}

export const settle: Words['settle'] = {
  open: 'Klären',
  openNamed: (what) => `${what} klären`,
  title: 'Wurde dieser Auftrag angenommen?',
  look: (name) => `Sehen Sie in Ihrem Konto bei ${name} nach einem Auftrag aus dieser Zeit, bevor Sie wählen.`,
  later: 'Jetzt nicht',
  there: 'Er ist da',
  remoteId: (name) => `Seine Nummer bei ${name}`,
  follow: 'Mit dieser Nummer weitermachen',
  notThere: 'Er ist nicht da',
  looked: (name) => `Ich habe bei ${name} nachgesehen; der Auftrag ist nicht da und wurde nicht berechnet.`,
  sendAgain: 'Noch einmal senden',
  giveUp: 'Ruhen lassen',
  leave: 'Nicht mehr nachfragen',
}

export const again: Words['again'] = {
  title: 'Ein zweites Mal erstellen?',
  yes: 'Noch einmal erstellen und noch einmal bezahlen',
  no: 'Nicht senden',
}
