/** Deutsch: die Einstellungen. */
import { formatUsd, listWords, plural } from '../../figures'
import type { Words } from '../en'
import { engine } from './engine'

export const settings: Words['settings'] = {
  title: 'Einstellungen',
  saved: 'Gespeichert',
  save: 'Speichern',
  reading: 'Die Einstellungen werden gelesen…',

  keys: {
    title: 'Schlüssel',
    means:
      'Mit einem Schlüssel führt Choreo Aufträge in Ihrem Konto beim Anbieter aus. Ohne Schlüssel geht alles, was auf diesem Computer geschieht, und jeder Lauf ist eine Probe.',
    keptIn: (store) => `Aufbewahrt in: ${store}`,
    keptNowhere:
      'Auf diesem Computer gibt es keinen Ort für Schlüssel: Was hier eingetragen wird, ist vergessen, sobald Choreo geschlossen wird.',
    keyFor: (name) => `Schlüssel für ${name}`,
    paste: 'Schlüssel einfügen',
    saveFor: (name) => `Schlüssel für ${name} speichern`,
    state: { set: 'hinterlegt', missing: 'kein Schlüssel', session: 'bis zum Schließen' },
    ending: (last4) => `…${last4}`,
    from: {
      'key-store': 'aus dem Schlüsselspeicher',
      environment: 'aus der Umgebung',
      session: 'wird beim Schließen von Choreo vergessen',
    },
    environmentStays: 'Ein Schlüssel aus der Umgebung wird dort entfernt.',
    replace: 'Ersetzen',
    replaceFor: (name) => `Schlüssel für ${name} ersetzen`,
    keep: 'So lassen',
    remove: 'Entfernen',
    removeFor: (name) => `Schlüssel für ${name} entfernen`,
    test: 'Prüfen',
    testFor: (name) => `Schlüssel für ${name} prüfen`,
    works: 'funktioniert',
    refused: 'funktioniert nicht',
    page: 'Schlüssel anlegen',
    pageOf: (name) => `Schlüssel bei ${name} anlegen, im Browser`,
    balance: (usd, credits) =>
      listWords([...(usd === null ? [] : [formatUsd(usd)]), ...(credits === null ? [] : [plural(credits, 'Credit', 'Credits')])]),
    left: 'übrig',
    balanceUnknown: 'Guthaben nicht genannt',
    costs: (standard, professional) => `720p ${standard} · 1080p ${professional}`,
    unpublished: 'Preis nicht veröffentlicht',
  },

  delivery: {
    title: 'Wo Clips abgelegt werden',
    means:
      'Manche Anbieter nehmen einen Clip nur als Link an. Für sie muss ein Clip von diesem Computer irgendwo liegen; hier steht, bei wem. Die anderen bekommen die Datei direkt von Choreo.',
    choose: 'Wer einen solchen Clip bereithält',
    nobody: 'Niemand',
    nobodyMeans:
      'Nichts wird weitergegeben: Ein Lauf bei einem solchen Anbieter fragt zuerst nach einer Ablage. Proben nutzen einen Stellvertreter auf diesem Computer.',
    privacy: (_host, sentence) => engine.fixed(sentence),
    needsKey: (name) => `${name} braucht zuerst einen Schlüssel.`,
    needsBucket: 'Richten Sie unten zuerst den Bucket und seine beiden Schlüssel ein.',
    notReady: 'nicht bereit',
    bucket: 'Eigener Bucket (S3)',
    bucketMeans:
      'Amazon S3, Cloudflare R2, Backblaze B2, MinIO und andere, die S3 sprechen. Choreo lädt den Clip hoch und signiert einen Link darauf.',
    endpoint: 'Adresse',
    endpointHint: 'https://s3.eu-central-1.amazonaws.com',
    region: 'Region',
    name: 'Name des Buckets',
    prefix: 'Ordner im Bucket',
    prefixHint: 'optional',
    pathStyle: 'Der Name des Buckets steht hinter der Adresse, nicht davor',
    hours: 'Stunden, die ein Link gilt',
    hoursUnit: 'h',
    saveBucket: 'Bucket speichern',
    removeBucket: 'Bucket vergessen',
    accessKeyId: 'Access Key ID',
    secret: 'Secret Access Key',
    saveKeys: 'Beide Schlüssel speichern',
    bucketKeys: 'Schlüssel des Buckets',
    incomplete: 'Adresse, Region und Name werden gebraucht.',
  },

  money: {
    title: 'Ausgaben',
    limit: 'Was alle Läufe eines Tages zusammen höchstens kosten dürfen',
    limitHint: 'kein Limit',
    means: 'Ein Lauf, der darüber ginge, wird nicht gesendet. Proben kosten nichts und zählen nicht.',
    noLimit: 'Limit aufheben',
    today: (spent) => `Heute ${formatUsd(spent)}`,
    todayOf: (spent, limit) => `Heute ${formatUsd(spent)} von ${formatUsd(limit)}`,
    share: 'Heute ausgegeben',
    reached: 'Das heutige Limit ist erreicht.',
  },

  look: {
    title: 'Sprache und Aussehen',
    language: 'Sprache',
    languages: { system: 'Wie im System', en: 'English', de: 'Deutsch', 'zh-CN': '简体中文' },
    cannotLoad: 'Diese Sprache konnte nicht geladen werden; das Fenster bleibt bei der bisherigen.',
    appearance: 'Aussehen',
    appearances: { system: 'Wie im System', light: 'Hell', dark: 'Dunkel' },
  },

  notices: {
    title: 'Mitteilungen',
    on: 'Melden, wenn ein Auftrag gespeichert ist oder auf mich wartet',
    means: 'Nur solange dieses Fenster nicht vorn ist.',
    denied:
      'Dieser Browser lässt Choreo keine Mitteilungen zeigen. Erlauben Sie sie neben der Adresse und schalten Sie dies dann noch einmal ein.',
    unknown: 'Dieser Browser kennt keine Mitteilungen; dasselbe steht bei den Aufträgen.',
  },

  computer: {
    title: 'Dieser Computer',
    tool: (version, from) => `${version} · ${from}`,
    from: (source) => ({ 'beside ffmpeg': 'neben ffmpeg', packaged: 'mitgeliefert' })[source] ?? source,
    notFound: 'nicht gefunden',
    checkUp: 'Systemprüfung',
    report: 'Fehlerbericht kopieren',
    reportTitle: 'Fehlerbericht',
    reportCopied: 'Er ist kopiert. Das steht darin; Schlüssel und Ihr Benutzerordner sind weggelassen.',
    reportNotCopied: 'Wählen Sie ihn aus und kopieren Sie ihn von Hand. Schlüssel und Ihr Benutzerordner sind weggelassen.',
    reportText: 'Der Bericht',
    settingsFile: 'Datei der Einstellungen',
    projectFolder: 'Ordner dieses Projekts',
    version: (version) => `Choreo ${version}`,
  },
}
