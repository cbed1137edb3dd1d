/** Deutsch: das erste Willkommen, die Tasten, Meldungen, die Systemprüfung. */
import { plural } from '../../figures'
import type { Words } from '../en'

export const welcome: Words['welcome'] = {
  title: 'Willkommen bei Choreo',
  does: 'Choreo lässt das Bild einer Figur sich bewegen wie ein Clip, über einen von fünf Anbietern von Kling 3.0 Motion Control.',
  points: [
    'Alles auf diesem Computer ist kostenlos und braucht keinen Schlüssel: Dateien ansehen, zuschneiden, kürzen, vorbereiten, vergleichen.',
    'Eine Probe durchläuft jeden Schritt mit einem Stellvertreter auf diesem Computer: kostenlos, und nichts verlässt ihn.',
    'Ein echter Lauf braucht den Schlüssel eines Anbieters. Der Preis steht auf dem Knopf, bevor Sie ihn drücken, und gesendet wird einmal.',
    'Ergebnisse liegen neben ihren Eingaben im Projektordner. Was offen ist, geht beim nächsten Start weiter.',
  ],
  prices: 'Was eine Sekunde kostet, und welche Schlüssel hinterlegt sind',
  keyColumn: 'Schlüssel',
  hasKey: 'hinterlegt',
  noKey: 'keiner',
  samples: 'Beispiele ausprobieren',
  key: 'Schlüssel hinterlegen',
  close: 'Erst einmal umsehen',
}

export const notices: Words['notices'] = {
  title: {
    saved: (count) => (count === 1 ? 'Gespeichert' : `${plural(count, 'Auftrag', 'Aufträge')} gespeichert`),
    failed: (count) => (count === 1 ? 'Ein Auftrag ist gescheitert' : `${plural(count, 'Auftrag', 'Aufträge')} gescheitert`),
    you: (count) => (count === 1 ? 'Ein Auftrag wartet auf Sie' : `${plural(count, 'Auftrag', 'Aufträge')} warten auf Sie`),
  },
  what: (jobs) => (jobs.length === 1 && jobs[0] ? `${jobs[0].inputs.image} mit ${jobs[0].inputs.video}` : 'Sie stehen bei den Aufträgen.'),
  toQueue: 'Aufträge öffnen',
}

export const help: Words['help'] = {
  open: 'Hilfe und Tasten',
  title: 'Tasten',
  typing: 'Einzelne Tasten tun nichts, während ein Text geschrieben wird.',
  groups: [
    {
      name: 'Überall',
      keys: [
        { keys: ['G', 'C'], does: 'Erstellen' },
        { keys: ['G', 'Q'], does: 'Aufträge' },
        { keys: ['G', 'R'], does: 'Ergebnisse vergleichen' },
        { keys: ['G', 'P'], does: 'Projekte' },
        { keys: ['Alt', '1–4'], does: 'Dieselben vier, von links nach rechts' },
        { keys: ['?'], does: 'Diese Tasten' },
        { keys: ['Esc'], does: 'Dialog oder Menü schließen' },
      ],
    },
    {
      name: 'Erstellen',
      keys: [
        { keys: ['Strg', 'Enter'], does: 'Starten, oder Probe, wo kein Schlüssel ist (⌘ am Mac)' },
        { keys: ['Strg', 'V'], does: 'Bild, Datei oder Link einfügen' },
        { keys: ['I'], does: 'Hier beginnt der Clip' },
        { keys: ['O'], does: 'Hier endet der Clip' },
        { keys: ['Leertaste'], does: 'Abspielen und anhalten' },
        { keys: [',', '.'], does: 'Ein Bild zurück, ein Bild vor' },
        { keys: ['← ↑ → ↓'], does: 'Den Griff oder Ausschnitt verschieben, der gerade gewählt ist' },
        { keys: ['Umschalt', '← ↑ → ↓'], does: 'Den Ausschnitt größer oder kleiner machen' },
      ],
    },
    {
      name: 'Aufträge',
      keys: [{ keys: ['/'], does: 'Suchen' }],
    },
    {
      name: 'Vergleichen',
      keys: [
        { keys: ['Leertaste'], does: 'Alle Filme abspielen und anhalten' },
        { keys: [',', '.'], does: 'Ein Bild zurück, ein Bild vor' },
        { keys: ['A'], does: 'Schleife: hier beginnen, hier enden, keine' },
      ],
    },
  ],
}

export const doctor: Words['doctor'] = {
  title: 'Systemprüfung',
  sentence: 'Was Choreo auf diesem Computer gefunden hat, und was fehlt.',
  state: { ok: 'gefunden', missing: 'fehlt', warning: 'bitte ansehen' },
  version: (version) => `Choreo ${version}`,
}
