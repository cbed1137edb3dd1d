/** The main screen: what is seen, changed and prepared before anything is sent or paid. */
import { execFileSync } from 'node:child_process'
import { fixture } from '../support/media-fixtures'
import { expect, test } from './face'

const providerNames = ['ShortAPI', 'AI/ML API', 'EvoLink', 'HighwayAPI', 'WaveSpeedAI']

test('both files dropped anywhere: facts, five verdicts, plan and price are there at once', async ({ page, dropFiles }) => {
  await dropFiles(await fixture('odd.mp4'), await fixture('photo.jpg'))

  await expect(page.getByRole('region', { name: 'Character' })).toContainText('photo.jpg · 640×425 · JPEG')
  await expect(page.getByRole('region', { name: 'Motion' })).toContainText('odd.mp4 · 427×241')
  for (const name of providerNames) {
    const row = page.getByRole('row').filter({ has: page.getByRole('radio', { name, exact: true }) })
    await expect(row).toContainText(/after \d+ changes?/)
    await expect(row).toContainText(/\$\d+\.\d\d|not published/)
  }
  const plan = page.getByRole('region', { name: 'What Choreo will change' })
  await expect(plan).toContainText('427×241')
  await expect(plan).toContainText('340–3850 px per side')
  await expect(page.getByRole('button', { name: /^Run · (about )?\$0\.\d\d$/ })).toBeDisabled()
  await expect(page.getByText('No key for EvoLink.')).toBeVisible()
})

test('each file goes to the well of its kind, wherever it is dropped', async ({ page, dropOn }) => {
  await dropOn('Character', await fixture('plain.mp4'))
  await expect(page.getByRole('region', { name: 'Motion' })).toContainText('plain.mp4')
  await dropOn('Motion', await fixture('photo.png'))
  await expect(page.getByRole('region', { name: 'Character' })).toContainText('photo.png')
})

test('a picture under a clip’s name is put where its content belongs', async ({ page, dropOn }) => {
  await dropOn('Motion', await fixture('really-a-photo.mp4'))
  await expect(page.getByRole('region', { name: 'Character' })).toContainText('640×425 · JPEG')
  await expect(page.getByRole('region', { name: 'Motion' })).toContainText('Drop a clip here')
})

test('a file can be chosen by button', async ({ page }) => {
  await page.getByLabel('Picture file').setInputFiles(await fixture('photo.jpg'))
  await expect(page.getByRole('region', { name: 'Character' })).toContainText('photo.jpg')
  await expect(page.getByRole('img', { name: 'The original picture' })).toBeVisible()
})

test('originals can be seen and played before anything is made', async ({ page, dropFiles }) => {
  await dropFiles(await fixture('photo.jpg'), await fixture('plain.mp4'))
  const clip = page.getByLabel('The original clip')
  await expect.poll(() => clip.evaluate((video: HTMLVideoElement) => video.videoWidth)).toBe(640)
  await clip.evaluate((video: HTMLVideoElement) => video.play())
  await expect.poll(() => clip.evaluate((video: HTMLVideoElement) => video.currentTime)).toBeGreaterThan(0.3)
})

test('prepare shows before and after side by side, with facts and paths', async ({ page, dropFiles }) => {
  await dropFiles(await fixture('photo.jpg'), await fixture('odd.mp4'))
  await page.getByRole('button', { name: 'Save prepared files' }).click()
  const clip = page.getByLabel('The prepared clip', { exact: true })
  await expect(clip).toBeVisible({ timeout: 60_000 })
  await expect(page.getByLabel('The original clip')).toBeVisible()
  await expect.poll(() => clip.evaluate((video: HTMLVideoElement) => video.videoHeight)).toBeGreaterThanOrEqual(340)
  await expect(page.getByRole('img', { name: 'The prepared picture' })).toBeVisible()
  const motion = page.getByRole('region', { name: 'Motion' })
  await expect(motion.getByRole('figure', { name: 'Prepared' })).toContainText('H.264')
  await expect(page.getByLabel('Path of the prepared clip', { exact: true })).toContainText('.mp4')

  await test.step('other settings mark it as outdated', async () => {
    await page.getByLabel('Trim end in seconds').fill('3.5')
    await page.getByLabel('Trim end in seconds').blur()
    await expect(motion).toContainText('Made with other settings')
  })
})

test('trimming and cropping by hand change the plan and the price at once', async ({ page, dropFiles }) => {
  await dropFiles(await fixture('photo.jpg'), await fixture('plain.mp4'))
  await page.getByRole('radio', { name: 'EvoLink' }).check()
  await expect(page.getByRole('button', { name: /^Run · / })).toHaveText(/\$1\.\d\d/)
  await page.getByLabel('Trim end in seconds').fill('5')
  await page.getByLabel('Trim end in seconds').blur()
  await expect(page.getByRole('button', { name: /^Run · / })).toHaveText(/\$0\.57/)
  const plan = page.getByRole('region', { name: 'What Choreo will change' })
  await expect(plan).toContainText('trimmed by hand')

  await page.getByRole('region', { name: 'Character' }).getByText('Free', { exact: true }).click()
  await page.getByLabel('Picture crop width').fill('400')
  await expect(plan).toContainText('400×425')
  await page.getByRole('button', { name: 'Whole picture' }).click()
  await expect(plan).not.toContainText('400×425')

  await page.getByLabel('Trim start in seconds').fill('6')
  await page.getByLabel('Trim start in seconds').blur()
  await expect(page.getByText('The end must come after the start.')).toBeVisible()
})

test('a clip that is too short says so, and the chosen lengthening makes it acceptable', async ({ page, dropFiles }) => {
  await dropFiles(await fixture('photo.jpg'), await fixture('short.mp4'))
  const motion = page.getByRole('region', { name: 'Motion' })
  await expect(motion.getByText(/The clip is 2(\.\d+)? s long; .* takes at least 3 s\./)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Rehearse · free' })).toBeDisabled()
  await motion.getByText('Hold the last frame', { exact: true }).click()
  await expect(page.getByRole('button', { name: 'Rehearse · free' })).toBeEnabled()
  await expect(page.getByRole('region', { name: 'What Choreo will change' })).toContainText('last frame held, as you chose')
})

test('a text file says what it is, and nothing else breaks', async ({ page, home, dropFiles }) => {
  const { writeFile } = await import('node:fs/promises')
  const note = `${home}/notes.txt`
  await writeFile(note, 'Only words.\n')
  await dropFiles(await fixture('photo.jpg'), await fixture('plain.mp4'))
  await expect(page.getByRole('region', { name: 'Motion' })).toContainText('plain.mp4')
  await dropFiles(note)
  const alert = page.getByRole('alert')
  await expect(alert).toHaveCount(1)
  await expect(alert).toContainText(/\./)
  await expect(page.getByRole('region', { name: 'Motion' })).toContainText('plain.mp4')
  await expect(page.getByRole('region', { name: 'Character' })).toContainText('photo.jpg')
  await expect(page.getByRole('button', { name: 'Rehearse · free' })).toBeEnabled()
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await expect(alert).toHaveCount(0)
})

test('a folder is told from a file', async ({ page, home, dropFiles }) => {
  const { mkdir } = await import('node:fs/promises')
  await mkdir(`${home}/holiday`)
  await dropFiles(`${home}/holiday`)
  await expect(page.getByRole('alert')).toContainText('“holiday” is a folder with nothing in it')
})

test('a link that is not https is refused in its place', async ({ page }) => {
  await page.getByLabel('https link to a clip').fill('http://example.com/dance.mp4')
  await page.getByRole('button', { name: 'Use the clip link' }).click()
  await expect(page.getByRole('region', { name: 'Motion' }).getByRole('alert')).toContainText('This is not an https link.')
})

test('a clip the browser cannot show is shown by a copy, and its prepared form plays', async ({ page, dropFiles }) => {
  await dropFiles(await fixture('photo.jpg'), await fixture('hevc10.mkv'))
  const original = page.getByLabel('The original clip', { exact: true })
  await expect.poll(() => original.evaluate((video: HTMLVideoElement) => video.videoWidth), { timeout: 60_000 }).toBeGreaterThan(0)
  await page.getByRole('button', { name: 'Save prepared files' }).click()
  const clip = page.getByLabel('The prepared clip', { exact: true })
  await expect.poll(() => clip.evaluate((video: HTMLVideoElement) => video.videoWidth), { timeout: 60_000 }).toBeGreaterThan(0)
})

test('a clip with a cut is shown as a strip, warned of, and cut to its best part with one button', async ({ page, dropFiles }, info) => {
  const clip = info.outputPath('two-scenes.mp4')
  const scenes = ['testsrc2=s=640x360:r=25:d=4', 'smptebars=s=640x360:r=25:d=7'].flatMap((source) => ['-f', 'lavfi', '-i', source])
  const joined = '[0]format=yuv420p[a];[1]noise=alls=20:allf=t,format=yuv420p[b];[a][b]concat'
  execFileSync(process.env.CHOREO_FFMPEG ?? 'ffmpeg', [
    '-v',
    'error',
    ...scenes,
    '-filter_complex',
    joined,
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    clip,
  ])
  await dropFiles(await fixture('photo.jpg'), clip)

  const strip = page.getByRole('img', { name: 'Pictures of the clip from its start to its end; cuts at 0:04' })
  await expect(strip).toBeVisible({ timeout: 60_000 })
  const cell = strip.locator('span').first()
  const sheet = await cell.evaluate((element) => /url\("(.+)"\)/.exec(getComputedStyle(element).backgroundImage)?.[1] ?? '')
  const width = await page.evaluate(async (source) => {
    const picture = new Image()
    picture.src = source
    await picture.decode()
    return picture.naturalWidth
  }, sheet)
  expect(width).toBeGreaterThan(200)

  const warned = page.getByRole('list', { name: 'What to be wary of in this clip' })
  await expect(warned).toContainText('A cut at 0:04.')
  await page.getByRole('button', { name: /^Use 0:04(\.1)?–0:11 \(the longest part without a cut/ }).click()
  await expect(page.getByLabel('Trim start in seconds')).not.toHaveValue('0')
  await expect(warned.getByText('A cut at')).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'What Choreo will change' })).toContainText('trimmed by hand')
})

test('a moment that would be billed as a whole second is offered to be cut', async ({ page, dropFiles }, info) => {
  const clip = info.outputPath('a-little-over.mp4')
  const moving = ['-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=25:d=6.04', '-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'ultrafast']
  execFileSync(process.env.CHOREO_FFMPEG ?? 'ffmpeg', ['-v', 'error', ...moving, '-movflags', '+faststart', clip])
  await dropFiles(await fixture('photo.jpg'), clip)
  await page.getByRole('radio', { name: 'EvoLink', exact: true }).check()
  const bar = page.getByRole('region', { name: 'What to do' })
  await expect(bar).toContainText('7 s ×')
  await page.getByRole('button', { name: 'Use 5.95 s · $0.11 less' }).click()
  await expect(bar).toContainText('6 s ×')
  await expect(page.getByRole('button', { name: /less$/ })).toHaveCount(0)
})

test('a wish the provider cannot express is disabled with its reason, and never dropped in silence', async ({ page, dropFiles }) => {
  await dropFiles(await fixture('photo.jpg'), await fixture('plain.mp4'))
  await page.getByRole('radio', { name: 'EvoLink' }).check()
  const negative = page.getByRole('textbox', { name: 'Negative prompt' })
  await expect(negative).toBeDisabled()
  await expect(page.getByText('EvoLink has none').first()).toBeVisible()

  await page.getByRole('radio', { name: 'WaveSpeedAI' }).check()
  await negative.fill('blurry')
  await page.getByRole('radio', { name: 'EvoLink' }).check()
  await expect(negative).toBeEnabled()
  await expect(page.getByRole('region', { name: 'What Choreo will change' })).toContainText('EvoLink cannot do this')
  await expect(page.getByRole('button', { name: 'Rehearse · free' })).toBeDisabled()
  await negative.fill('')
  await expect(page.getByRole('button', { name: 'Rehearse · free' })).toBeEnabled()
})

test('the exact request can be seen without a key', async ({ page, dropFiles }) => {
  await dropFiles(await fixture('photo.jpg'), await fixture('plain.mp4'))
  await page.getByRole('radio', { name: 'AI/ML API' }).check()
  await page.getByRole('button', { name: 'Show the request' }).click()
  const dialog = page.getByRole('dialog', { name: 'The exact request' })
  await expect(dialog).toContainText('curl --request POST')
  await expect(dialog).toContainText('$CHOREO_AIMLAPI_API_KEY')
  await expect(dialog).toContainText('klingai/video-v3-motion-control')
  await dialog.getByRole('button', { name: /^Copy the curl line/ }).click()
  await expect(dialog.getByRole('button', { name: /^Copied/ })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('button', { name: 'Show the request' })).toBeFocused()
})

test('nobody is kept out: the compose screen empty, filled and with failures, dark and light', async ({ page, dropFiles, barriers }) => {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await barriers()).toEqual([])
  }
  await dropFiles(await fixture('photo.jpg'), await fixture('short.mp4'))
  await expect(page.getByText('How to make it longer')).toBeVisible()
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await barriers()).toEqual([])
  }
})

test('everything can be reached and chosen with the keyboard alone', async ({ page, dropFiles }) => {
  await dropFiles(await fixture('photo.jpg'), await fixture('plain.mp4'))
  await expect(page.getByRole('button', { name: 'Rehearse · free' })).toBeEnabled()
  await page.getByRole('radio', { name: 'EvoLink' }).focus()
  await page.keyboard.press('ArrowUp')
  await expect(page.getByRole('radio', { name: 'AI/ML API' })).toBeChecked()
  await page.getByRole('button', { name: 'Show the request' }).focus()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Add a key' })).toBeFocused()
  await page.keyboard.press('Tab')
  const rehearse = page.getByRole('button', { name: 'Rehearse · free' })
  await expect(rehearse).toBeFocused()
  expect(await rehearse.evaluate((button) => getComputedStyle(button).outlineStyle)).toBe('solid')
  await page.getByRole('link', { name: 'Queue', exact: true }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Jobs' })).toBeVisible()
  await page.getByRole('link', { name: 'Compose' }).press('Enter')
  await expect(page.getByRole('region', { name: 'Motion' })).toContainText('plain.mp4')
})
