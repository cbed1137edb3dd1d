/** Deutsch: was die Engine und der Planer sagen. */
import type { Words } from '../en'
import { sayBy, type Template } from '../templates'
import { failureSentences } from './failure-sentences'

/** `9.9 s` → `9,9 s`. */
const comma = (text: string) => text.replace(/(\d)\.(\d)/g, '$1,$2')
const names = (who: string) => who.replace(' and ', ' und ')
const takes = (who: string) => `${names(who)} ${who.includes(' and ') ? 'nehmen' : 'nimmt'}`
const rule = { image: 'nach dem Bild', video: 'nach dem Clip' } as Record<string, string>

const kept: Record<string, string> = { location: 'Ort', device: 'Kamera', person: 'Name', 'serial-number': 'Seriennummer' }
const grounds: Record<string, string> = { white: 'Weiß', black: 'Schwarz' }
const lengthened: Record<string, string> = {
  repeated: 'wiederholt',
  'slowed down': 'verlangsamt',
  'last frame held': 'letztes Bild gehalten',
}

const stretches: readonly Template[] = [
  [
    /^the longest part without (.+)$/,
    (what = '') =>
      `der längste Teil ohne ${what
        .replace('a cut', 'Schnitt')
        .replace('black', 'Schwarzbild')
        .replace('a standstill', 'Stillstand')
        .replaceAll(' or ', ' oder ')}`,
  ],
  [/^the steadiest part of this length$/, () => 'der ruhigste Teil dieser Länge'],
  [/^the steadiest part, at the end of the clip$/, () => 'der ruhigste Teil, am Ende des Clips'],
  [/^no cut was found in it$/, () => 'darin wurde kein Schnitt gefunden'],
]

const measured: readonly Template[] = [
  [/^([\d.]+ s) from (.+)$/, (length = '', place = '') => comma(`${length} ab ${place}`)],
  [/^(\d+) frames?$/, (count = '') => (count === '1' ? '1 Einzelbild' : `${count} Einzelbilder`)],
  [/^EXIF orientation (\d)$/, (turn) => `EXIF-Ausrichtung ${turn}`],
  [/^upright pixels$/, () => 'aufrechte Pixel'],
  [/^HDR gain map$/, () => 'HDR-Ebene'],
  [/^transparent$/, () => 'transparent'],
  [/^opaque$/, () => 'deckend'],
  [/^turned (\d+)°$/, (degrees) => `um ${degrees}° gedreht`],
  [/^stretched pixels$/, () => 'verzerrte Pixel'],
  [/^square pixels$/, () => 'quadratische Pixel'],
  [/^no picture from ([\d:.]+) to ([\d:.]+)$/, (from = '', to = '') => comma(`kein Bild von ${from} bis ${to}`)],
  [/^no gap$/, () => 'keine Lücke'],
  [/^([\d.]+ s) hidden$/, (seconds = '') => comma(`${seconds} verborgen`)],
  [/^nothing hidden$/, () => 'nichts verborgen'],
  [/^variable$/, () => 'schwankend'],
  [/^constant$/, () => 'konstant'],
  [/^(\d+) sound tracks$/, (count) => `${count} Tonspuren`],
  [/^track (\d+)$/, (number) => `Spur ${number}`],
  [/^index at the end$/, () => 'Index am Ende'],
  [/^index in front$/, () => 'Index am Anfang'],
  [/^no times$/, () => 'keine Zeiten'],
  [/^a time for each frame$/, () => 'eine Zeit je Bild'],
  [/^sound of an unknown kind$/, () => 'Ton unbekannter Art'],
  [/^none$/, () => 'keiner'],
  [/^sound$/, () => 'Ton'],
  [/^removed$/, () => 'entfernt'],
  [/^(\d+) channels$/, (count) => `${count} Kanäle`],
  [/^stereo$/, () => 'Stereo'],
  [/^(.*) px per side$/, (size) => `${size} px je Seite`],
  [/^(\d+) bit$/, (depth) => `${depth} Bit`],
  [/^8-bit 4:2:0$/, () => '8 Bit 4:2:0'],
  [/^(≤ )?([\d.]+) bytes$/, (most, count) => `${most}${count} Byte`],
  [/^(≤ \d+) characters$/, (most) => `${most} Zeichen`],
  [/^(\d+) characters$/, (count) => `${count} Zeichen`],
  [/^(.+) has none$/, (who) => `${who} hat keinen`],
  [/^(.+) takes none$/, (who) => `${who} nimmt keines an`],
  [/^(.+) has no such choice$/, (who) => `${who} lässt keine Wahl`],
  [/^orientation “(image|video)”$/, (by = '') => `Ausrichtung ${rule[by]}`],
  [/^(≤ [\d.]+ s) for orientation “(image|video)”$/, (most = '', by = '') => `${comma(most)} bei Ausrichtung ${rule[by]}`],
  [/^given$/, () => 'angegeben'],
  [/^on$/, () => 'an'],
  [/^off$/, () => 'aus'],
  [/^a link$/, () => 'ein Link'],
  [/^https only$/, () => 'nur https'],
  [/^no private address$/, () => 'keine private Adresse'],
  [
    /^((?:location|device|person|serial-number)(?:, (?:location|device|person|serial-number))*)$/,
    (kinds = '') =>
      kinds
        .split(', ')
        .map((kind) => kept[kind])
        .join(', '),
  ],
]

const value = (text: string) => comma(sayBy(measured, text))

const whys: readonly Template[] = [
  [/^cropped by hand$/, () => 'von Hand zugeschnitten'],
  [/^trimmed by hand$/, () => 'von Hand gekürzt'],
  [/^private data stays on this computer$/, () => 'Private Daten bleiben auf diesem Computer.'],
  [/^pixels are turned upright, since/, () => 'Die Pixel werden aufgerichtet, denn ein Anbieter könnte die Angabe übergehen.'],
  [
    /^a provider may show black behind transparency; it is put on (.+)$/,
    (ground = '') => `Hinter Transparenz könnte ein Anbieter Schwarz zeigen; dahinter kommt ${grounds[ground] ?? ground}.`,
  ],
  [/^the picture itself is SDR;/, () => 'Das Bild selbst ist SDR; die Ebene für HDR-Bildschirme wird weggelassen.'],
  [/^JPEG and providers work in 8 bit$/, () => 'JPEG und die Anbieter arbeiten mit 8 Bit.'],
  [/^colours are converted so that/, () => 'Die Farben werden umgerechnet, damit sie überall gleich aussehen.'],
  [/^one still picture is needed;/, () => 'Gebraucht wird ein einzelnes Bild; das erste wird verwendet.'],
  [
    /^(.+?) takes? ratios from (\S+) to (\S+); (the edges are cut off|borders are added)$/,
    (who = '', least = '', most = '', how) =>
      `${takes(who)} Seitenverhältnisse von ${comma(least)} bis ${comma(most)}; ${how === 'borders are added' ? 'Ränder werden ergänzt' : 'die Kanten werden abgeschnitten'}.`,
  ],
  [
    /^(.+?) takes? (\d+)–(\d+) px per side(?:; enlarged ([\d.]+)×)?$/,
    (who = '', least, most, factor = '') =>
      `${takes(who)} ${least}–${most} px je Seite${factor === '' ? '' : `; ${comma(factor)}-fach vergrößert`}.`,
  ],
  [
    /^(.+?) takes? up to (\d+) s for orientation “(image|video)”(?:; (.+))?$/,
    (who = '', most, by = '', more = '') => {
      const because = more.startsWith('an encoded clip') ? 'ein kodierter Clip endet einen Moment später' : sayBy(stretches, more)
      return `${takes(who)} bei Ausrichtung ${rule[by]} bis zu ${most} s${more === '' ? '' : `; ${because}`}.`
    },
  ],
  [/^a begun second may be billed/, () => 'Eine angefangene Sekunde wird womöglich ganz berechnet.'],
  [
    /^(.+?) takes? at least (\d+) s; (.+), as you chose$/,
    (who = '', least, how = '') => `${takes(who)} mindestens ${least} s; ${lengthened[how] ?? how}, wie gewählt.`,
  ],
  [
    /^so that it stays sharp under the (.+) that (.+?) takes?$/,
    (most = '', who = '') => `Damit es scharf bleibt: ${takes(who)} höchstens ${comma(most)}.`,
  ],
  [/^a copy would outgrow what (.+?) takes?$/, (who = '') => `Eine Kopie würde größer, als ${names(who)} es erlaubt.`],
  [/^nothing is gained above (\d+) fps/, (rate) => `Über ${rate} fps ist nichts gewonnen, und das Bild bleibt schärfer.`],
  [/^every provider and every player reads stereo$/, () => 'Stereo versteht jeder Anbieter und jedes Abspielprogramm.'],
  [/^you asked for a result without/, () => 'Sie wollten ein Ergebnis ohne den Ton des Clips.'],
  [/^AVI does not say when a frame is shown/, () => 'AVI sagt nicht, wann ein Bild gezeigt wird; eine Kopie könnte ruckeln.'],
  [/^nothing here can decode it, nor could a provider$/, () => 'Hier kann ihn nichts lesen, und ein Anbieter könnte es auch nicht.'],
  [/^H\.264 is the one form/, () => 'H.264 versteht jeder Anbieter.'],
  [/^H\.264 in 8-bit 4:2:0/, () => 'H.264 mit 8 Bit 4:2:0 versteht jeder Anbieter.'],
  [/^HDR would look washed out/, () => 'HDR sähe für das Modell ausgewaschen aus.'],
  [/^a provider may ignore the rotation flag$/, () => 'Ein Anbieter könnte die Drehung übergehen.'],
  [/^a provider may ignore the pixel shape$/, () => 'Ein Anbieter könnte die Pixelform übergehen.'],
  [
    /^the picture before it stands still there/,
    () => 'Dort steht das Bild davor still; kürzen Sie den Clip darum, wenn das nicht gemeint ist.',
  ],
  [
    /^it was cut without encoding;/,
    () => 'Der Clip wurde ohne Kodieren geschnitten; ein Anbieter könnte sehen, messen und berechnen, was Abspielprogramme weglassen.',
  ],
  [/^a provider may count frames/, () => 'Ein Anbieter könnte Bilder statt Zeit zählen.'],
  [/^AAC is the one sound/, () => 'AAC versteht jeder Anbieter.'],
  [/^a provider may take any of them;/, () => 'Ein Anbieter könnte irgendeine nehmen; es bleibt die, mit der ein Abspielprogramm beginnt.'],
  [/^a provider can read the file from its start$/, () => 'So kann ein Anbieter die Datei vom Anfang an lesen.'],
  [/^(.+?) takes? (.+)$/, (who = '', limit = '') => `${takes(who)} ${value(limit)}.`],
]

const mends: readonly Template[] = [
  [/^shorten the text$/, () => 'Kürzen Sie den Text.'],
  [/^leave the negative prompt out/, () => 'Lassen Sie den negativen Prompt weg oder sagen Sie es im Prompt.'],
  [/^leave the element out/, () => 'Lassen Sie das Element weg oder wählen Sie einen Anbieter, der eines annimmt.'],
  [/^choose orientation “video”/, () => 'Wählen Sie die Ausrichtung nach dem Clip, um ein Element zu verwenden.'],
  [/^leave the watermark choice out$/, () => 'Lassen Sie die Wahl des Wasserzeichens weg.'],
  [/^leave the callback out$/, () => 'Lassen Sie die Rückrufadresse weg.'],
  [/^use a public https address$/, () => 'Verwenden Sie eine öffentliche https-Adresse.'],
]

/** Times at the end of a warning's first sentence. */
function places(sentence: string): string {
  const found = / at (.+?)\.(?= [A-Z]|$)/.exec(sentence)?.[1] ?? ''
  return comma(found.replace(/ and (\d+) more$/, ' und $1 weiteren').replace(' and ', ' und '))
}

const warned: Record<string, (at: string, sentence: string) => string> = {
  cut: (at, sentence) =>
    `${/^(\d+) cuts/.exec(sentence)?.[1] ?? 'Ein'} ${/^\d+ cuts/.test(sentence) ? 'Schnitte' : 'Schnitt'} bei ${at}. Anbieter hören beim ersten Schnitt auf, und Sie zahlen, was bis dahin erzeugt wurde.`,
  flash: (at) => `Ein Blitz bei ${at}. Ein Anbieter könnte ihn für einen Schnitt halten.`,
  black: (at) => `Schwarzbild bei ${at}. Darin gibt es keine Bewegung zu übernehmen.`,
  freeze: (at) => `Das Bild steht still bei ${at}. Auch diese Zeit wird bezahlt.`,
  still: (at) => `Bei ${at} bewegt sich kaum etwas.`,
  'too-fast': (at) => `Die Bewegung ist bei ${at} vielleicht zu schnell. Modelle folgen klaren, ruhigen Bewegungen am besten.`,
  camera: (at, sentence) =>
    `Die Kamera scheint bei ${at} ${sentence.includes('shake') ? 'zu wackeln' : 'sich zu bewegen'}. Eine Kamera, die stillsteht, ist am besten.`,
}

const fixed: Record<string, string> = {
  '$0.1134 a second of the result, professional $0.1512; the page says both “rounded to nearest second” and “rounded up”.':
    '0,1134 $ je Sekunde des Ergebnisses, Professional 0,1512 $; die Seite sagt sowohl „auf die nächste Sekunde gerundet“ als auch „aufgerundet“.',
  '$0.107 a second, professional $0.143; how fractions are rounded is not published.':
    '0,107 $ je Sekunde, Professional 0,143 $; wie Bruchteile gerundet werden, ist nicht veröffentlicht.',
  'AI/ML API publishes no price for this model; the answer says afterwards what it cost. Failed runs are not charged.':
    'AI/ML API veröffentlicht für dieses Modell keinen Preis; die Antwort sagt hinterher, was es gekostet hat. Gescheiterte Läufe werden nicht berechnet.',
  'HighwayAPI bills by the second and publishes no number.': 'HighwayAPI rechnet nach Sekunden ab und veröffentlicht keine Zahl.',
  '$0.63 per 5 seconds, at least 3 seconds; how fractions are rounded and the professional price ($0.84 per 5 seconds elsewhere) are not on its page.':
    '0,63 $ je 5 Sekunden, mindestens 3 Sekunden; wie Bruchteile gerundet werden und was Professional kostet (anderswo 0,84 $ je 5 Sekunden), steht nicht auf der Seite.',
  'Both files are uploaded to EvoLink’s file store and deleted there after 72 hours.':
    'Beide Dateien werden in den Dateispeicher von EvoLink hochgeladen und dort nach 72 Stunden gelöscht.',
  'The clip must lie behind a public link: ShortAPI has no upload, so a local clip needs a host.':
    'Der Clip muss hinter einem öffentlichen Link liegen: ShortAPI nimmt keine Dateien entgegen, ein lokaler Clip braucht also eine Ablage.',
  'Both files travel inside the request; no third server is involved.':
    'Beide Dateien reisen in der Anfrage selbst; kein dritter Server ist beteiligt.',
  'The clip must lie behind a public link: HighwayAPI has no upload, so a local clip needs a host.':
    'Der Clip muss hinter einem öffentlichen Link liegen: HighwayAPI nimmt keine Dateien entgegen, ein lokaler Clip braucht also eine Ablage.',
  'With orientation “image” its page promises a result of 5 seconds, whatever the clip’s length.':
    'Bei Ausrichtung nach dem Bild verspricht die Seite ein Ergebnis von 5 Sekunden, wie lang der Clip auch ist.',
  'Both files are uploaded to WaveSpeedAI and kept there for 7 days.':
    'Beide Dateien werden zu WaveSpeedAI hochgeladen und dort 7 Tage aufbewahrt.',
  'A key made before the first top-up never works; make a new one after paying in.':
    'Ein Schlüssel von vor der ersten Einzahlung funktioniert nie; erzeugen Sie nach dem Einzahlen einen neuen.',
  'The file goes to EvoLink’s file store and is deleted there after 72 hours.':
    'Die Datei geht in den Dateispeicher von EvoLink und wird dort nach 72 Stunden gelöscht.',
  'The file goes to WaveSpeedAI and is kept there for 7 days.': 'Die Datei geht zu WaveSpeedAI und wird dort 7 Tage aufbewahrt.',
  'The file goes to your own S3-compatible bucket and stays there until you, or a rule of the bucket, delete it.':
    'Die Datei geht in Ihren eigenen S3-kompatiblen Bucket und bleibt dort, bis Sie oder eine Regel des Buckets sie löschen.',
  'One person only, from the first frame to the last.': 'Nur eine Person, vom ersten bis zum letzten Bild.',
  'The whole body or the upper body, with head and hands, is in the picture all the time.':
    'Der ganze Körper oder der Oberkörper, mit Kopf und Händen, ist die ganze Zeit im Bild.',
  'Proportions and framing match the picture: a full body for a full body, a portrait for a portrait.':
    'Proportionen und Bildausschnitt passen zum Bild: Ganzkörper zu Ganzkörper, Porträt zu Porträt.',
}

const sentences: readonly Template[] = [
  [
    /^The file goes to your bucket “(.+)” at (.+) and stays there .+; the link to it works for (an hour|(?:[\d.]+) hours)\.$/,
    (name, at, time = '') =>
      `Die Datei geht in Ihren Bucket „${name}“ bei ${at} und bleibt dort, bis Sie oder eine Regel des Buckets sie löschen; der Link gilt ${time === 'an hour' ? 'eine Stunde' : comma(time.replace('hours', 'Stunden'))}.`,
  ],
]

export const engine: Words['engine'] = {
  sentence: (failure) => failureSentences[failure.code][0],
  advice: (failure) => failureSentences[failure.code][1],
  original: (failure) => `${failure.message} ${failure.fix}`,
  why: (step) => sayBy(whys, step.why),
  measured: value,
  fixed: (sentence) => fixed[sentence] ?? sayBy(sentences, sentence),
  mend: (fix) => sayBy(mends, fix),
  warning: (warning) => warned[warning.kind]?.(places(warning.sentence), warning.sentence) ?? warning.sentence,
  stretch: (why) => sayBy(stretches, why),
}
