/** Deutsch: Figur und Bewegung: Dateien hineinbekommen, vorher und nachher, Ausschnitt und Länge. */
import type { Crop, PrivateMetadata } from '../../../domain/media'
import {
  codecName,
  formatBytes,
  formatPlace,
  formatSeconds,
  formatSides,
  numberWords,
  percentWords,
  plural,
  rateWords,
} from '../../figures'
import type { Words } from '../en'
import { engine } from './engine'

const metadataWords: Record<PrivateMetadata, string> = {
  location: 'den Ort',
  device: 'die Kamera',
  person: 'einen Namen',
  'serial-number': 'eine Seriennummer',
}

function cropWords(crop: Crop): string {
  return `${formatSides(crop)} bei ${crop.x}, ${crop.y}. Die Pfeiltasten verschieben ihn, mit Umschalt ändern sie seine Größe.`
}

const wells: Words['wells'] = {
  character: 'Figur',
  motion: 'Bewegung',
  dropHere: { image: 'Bild hierher ziehen', video: 'Clip hierher ziehen' },
  anywhere: 'oder beide Dateien irgendwo auf dieses Fenster',
  choose: { image: 'Bild wählen', video: 'Clip wählen' },
  chooseInput: { image: 'Bilddatei', video: 'Clipdatei' },
  another: 'Ersetzen',
  replace: { image: 'Bild ersetzen', video: 'Clip ersetzen' },
  keep: { image: 'Dieses Bild behalten', video: 'Diesen Clip behalten' },
  samples: 'Beispiele ausprobieren',
  sample: { image: 'Das Beispielbild', video: 'Der Beispielclip' },
  pasted: 'Das eingefügte Bild',
  recents: 'Zuletzt verwendet',
  nothingInside: (name, passedOver) =>
    passedOver > 0
      ? `„${name}“ ist ein Ordner ohne Bild und ohne Clip: ${plural(passedOver, 'andere Datei', 'andere Dateien')} übergangen.`
      : `„${name}“ ist ein Ordner, in dem nichts Brauchbares liegt.`,
  remove: { image: 'Bild entfernen', video: 'Clip entfernen' },
  link: { image: 'https-Link zu einem Bild', video: 'https-Link zu einem Clip' },
  linkPlaceholder: 'https://…',
  useLink: { image: 'Link zum Bild verwenden', video: 'Link zum Clip verwenden' },
  useLinkShort: 'Link verwenden',
  opening: (name) => `${name} wird gelesen…`,
  openingProgress: (name) => `${name} wird übergeben`,
  stop: 'Anhalten',
  original: 'Original',
  prepared: 'Vorbereitet',
  originalImage: 'Das ursprüngliche Bild',
  preparedImage: 'Das vorbereitete Bild',
  originalVideo: 'Der ursprüngliche Clip',
  preparedVideo: 'Der vorbereitete Clip',
  asItIs: 'unverändert',
  stale: 'Mit anderen Einstellungen gemacht; für die neue Datei noch einmal vorbereiten',
  estimate: 'Live-Vorschau',
  realFile: 'fertige Datei',
  copyShown: 'als Kopie gezeigt',
  estimatedImage: 'So wird das Bild aussehen',
  estimatedVideo: 'So wird der Clip aussehen',
  proposed: {
    attention: 'Ausschnitt von Choreo: seine Lage findet die Vorbereitung',
    found: 'Ausschnitt von Choreo: zum Verschieben ziehen',
  },
  cannotShowClip: 'Dieser Browser kann diesen Clip nicht zeigen; den vorbereiteten schon.',
  cannotShowPicture: 'Dieser Browser kann dieses Bild nicht zeigen; das vorbereitete schon.',
  cannotEstimate: 'Hier zu sehen, sobald es vorbereitet ist.',
  cannotShowPrepared: 'Dieser Browser kann die vorbereitete Datei nicht zeigen; auf der Festplatte liegt sie trotzdem.',
  changes: (count) => (count === 0 ? 'unverändert' : plural(count, 'Änderung', 'Änderungen')),
  tooShortYet: 'Noch zu kurz: siehe unten',
  cannotBeMade: 'so nicht verwendbar',
  privacy: (kinds) => (kinds.length === 0 ? 'keine privaten Daten' : `enthält ${kinds.map((kind) => metadataWords[kind]).join(', ')}`),
}

const facts: Words['facts'] = {
  brief: (of) => `${formatSides(of)} · ${formatBytes(of.bytes)}`,
  joined: (...parts) => parts.filter((part) => part !== null).join(' · '),
  enlarged: (times) => (times > 1.005 ? `${numberWords(times)}-fach vergrößert` : null),
  image: (of) => `${formatSides(of)} · ${of.format.toUpperCase()} · ${formatBytes(of.bytes)}`,
  video: (of) =>
    `${formatSides(of)} · ${formatSeconds(of.seconds)} · ${rateWords(of.frameRate)} · ${codecName(of.codec)} · ${formatBytes(of.bytes)}`,
  sound: (of) => (of.audio ? 'mit Ton' : 'ohne Ton'),
  plannedImage: (output) => `${formatSides(output)} · ${output.format.toUpperCase()}`,
  plannedVideo: (output) => `${formatSides(output)} · ${formatSeconds(output.seconds)}`,
  preparedImage: (made) => `${formatSides(made)} · ${made.format.toUpperCase()} · ${formatBytes(made.bytes)}`,
  preparedVideo: (made) =>
    `${formatSides(made)} · ${formatSeconds(made.durationSeconds)} · ${codecName(made.codec)} · ${formatBytes(made.bytes)}`,
}

const edits: Words['edits'] = {
  trim: 'Kürzen',
  trimStart: 'Anfang in Sekunden',
  trimEnd: 'Ende in Sekunden',
  start: 'von',
  end: 'bis',
  length: (seconds) => `Länge ${formatSeconds(seconds)}`,
  trimBackwards: 'Das Ende muss nach dem Anfang kommen.',
  wholeClip: 'Ganzer Clip',
  handle: { start: 'Anfang des verwendeten Teils', end: 'Ende des verwendeten Teils' },
  crop: 'Ausschnitt',
  cropShape: { whole: 'Ganz', free: 'Frei', '9:16': '9:16', '1:1': '1:1', '16:9': '16:9', same: 'Gleich' },
  cropProposal: 'Auto',
  cropBox: {
    image: (crop) => `Ausschnitt des Bildes: ${cropWords(crop)}`,
    video: (crop) => `Ausschnitt des Clips: ${cropWords(crop)}`,
  },
  borders: 'Ränder',
  behind: 'Dahinter',
  ground: { white: 'Weiß', black: 'Schwarz', blur: 'Unscharf', colour: 'Farbe' },
  groundColour: 'Farbe des Grundes',
  cropSide: { x: 'x', y: 'y', width: 'B', height: 'H' },
  cropLabel: {
    image: { x: 'Bildausschnitt links', y: 'Bildausschnitt oben', width: 'Bildausschnitt Breite', height: 'Bildausschnitt Höhe' },
    video: { x: 'Clipausschnitt links', y: 'Clipausschnitt oben', width: 'Clipausschnitt Breite', height: 'Clipausschnitt Höhe' },
  },
  whole: { image: 'Ganzes Bild', video: 'Ganze Fläche' },
  pixels: 'px',
  seconds: 's',
  fit: 'Wenn das Format nicht passt',
  fitOption: { crop: 'Kanten abschneiden', pad: 'Ränder ergänzen' },
  tooShort: 'So wird er länger',
  tooShortOption: { loop: 'Wiederholen', slow: 'Verlangsamen', hold: 'Letztes Bild halten' },
  tooShortClear: 'Kurz lassen',
  keepMetadata: 'Ort, Kamera und Namen in den Dateien lassen',
}

const clip: Words['clip'] = {
  playhead: 'Gezeigtes Bild',
  transport: 'Wiedergabe',
  play: 'Abspielen',
  pause: 'Pause',
  frameBack: 'Ein Bild zurück',
  frameOn: 'Ein Bild vor',
  loop: 'Den gewählten Teil immer wieder abspielen',
  mute: 'Ohne Ton',
  mark: { start: 'Beim gezeigten Bild beginnen', end: 'Beim gezeigten Bild enden' },
  withKey: (label, key) => `${label} (${key})`,
  strip: (cuts) => `Bilder des Clips von Anfang bis Ende${cuts.length > 0 ? `; Schnitte bei ${cuts.map(formatPlace).join('; ')}` : ''}`,
  looking: (fraction) => `Schnitte und Stillstand werden gesucht… ${percentWords(fraction)}`,
  warnings: 'Worauf bei diesem Clip zu achten ist',
  use: (part, why) => `${formatPlace(part.start)}–${formatPlace(part.end)} verwenden (${engine.stretch(why)})`,
  cheaper: (seconds, less) => `${formatSeconds(seconds)} verwenden · ${less} weniger`,
  cheaperMeans: 'Eine angefangene Sekunde wird als ganze berechnet. Was gekürzt wird, wird neu kodiert.',
  checklist: 'Selbst nachsehen',
  copying: 'Dieser Browser kann diesen Clip nicht zeigen; eine Kopie, die er zeigen kann, entsteht gerade…',
}

export const wellsWords = { wells, facts, edits, clip }
