/** The two wells: files come in on every way, are cropped and trimmed by hand, and show at once what becomes of them. */
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises'
import type { Locator, Page } from '@playwright/test'
import { fixture } from '../support/media-fixtures'
import { expect, test } from './face'

async function dragBy(page: Page, what: Locator, dx: number, dy: number): Promise<void> {
  // Waits until it stands still.
  await what.hover()
  const box = await what.boundingBox()
  if (!box) throw new Error('there is nothing to drag')
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width / 2 + dx, box.y + box.height / 2 + dy, { steps: 4 })
  await page.mouse.up()
}

/** A number box shows its unit as well. */
async function numberIn(box: Locator): Promise<number> {
  return Number.parseFloat(await box.inputValue())
}

test('a crop follows mouse and keys, and plan and estimate follow the crop without asking the engine', async ({ page, dropFiles }) => {
  await dropFiles(await fixture('photo.jpg'), await fixture('plain.mp4'))
  const character = page.getByRole('region', { name: 'Character', exact: true })
  const plan = page.getByRole('region', { name: 'What Choreo will change' })
  const box = character.getByRole('group', { name: /^Crop of the picture: / })
  await expect(box).toHaveAccessibleName(/640×425 at 0, 0/)
  // What is asked when the files are new must not be counted.
  await expect(page.getByText('Look yourself')).toBeVisible()
  await expect(page.getByText(/^Looking for cuts/)).toHaveCount(0)
  await page.waitForTimeout(300)
  const asked: string[] = []
  page.on('request', (request) => {
    if (request.url().includes('/rpc/')) asked.push(request.url())
  })

  await character.getByText('1:1', { exact: true }).click()
  await expect(plan).toContainText('425×425')
  const left = page.getByLabel('Picture crop left')
  await expect(left).toHaveValue('108 px')
  await expect(character.getByRole('img', { name: 'How the picture will look' })).toBeVisible()
  await expect(character.getByRole('figure', { name: 'Prepared' })).toContainText('425×425')

  await dragBy(page, box, 30, 0)
  await expect.poll(() => numberIn(left)).toBeGreaterThan(130)
  const moved = await numberIn(left)
  await box.press('ArrowLeft')
  await expect(left).toHaveValue(`${moved - 4} px`)
  await box.press('Shift+ArrowUp')
  await expect(plan).toContainText('421×421')
  await dragBy(page, character.locator('.crop-handle-se'), -40, -40)
  await expect(plan).not.toContainText('421×421')
  await expect.poll(() => numberIn(page.getByLabel('Picture crop width'))).toBeLessThan(400)
  expect(await numberIn(page.getByLabel('Picture crop width'))).toBe(await numberIn(page.getByLabel('Picture crop height')))

  await page.getByLabel('Picture crop width').fill('100')
  await expect(character.getByRole('figure', { name: 'Prepared' })).toContainText(/enlarged [\d.]+×/)
  await character.getByText('Whole', { exact: true }).click()
  await expect(plan).not.toContainText('cropped by hand')
  expect(asked).toEqual([])

  const motion = page.getByRole('region', { name: 'Motion', exact: true })
  await motion.getByText('9:16', { exact: true }).click()
  await expect(plan).toContainText('203×360')
  const clip = motion.getByRole('group', { name: /^Crop of the clip: / })
  await dragBy(page, clip, 20, 0)
  await expect.poll(() => numberIn(page.getByLabel('Clip crop left'))).toBeGreaterThan(219)
  await expect(motion.getByRole('img', { name: 'How the clip will look' })).toBeVisible()
})

test('a clip is trimmed by keys and by handles, played in a loop and walked through by frames', async ({ page, dropFiles }) => {
  await dropFiles(await fixture('photo.jpg'), await fixture('plain.mp4'))
  const motion = page.getByRole('region', { name: 'Motion', exact: true })
  const clip = page.getByLabel('The original clip', { exact: true })
  const time = () => clip.evaluate((video: HTMLVideoElement) => video.currentTime)
  await expect.poll(() => clip.evaluate((video: HTMLVideoElement) => video.readyState)).toBeGreaterThan(1)
  const start = page.getByLabel('Trim start in seconds')
  const end = page.getByLabel('Trim end in seconds')
  const track = motion.locator('.timeline-track')
  const width = (await track.boundingBox())?.width ?? 0

  await track.click({ position: { x: width / 4, y: 24 } })
  await expect.poll(time).toBeGreaterThan(2.9)
  await page.keyboard.press('i')
  await expect.poll(() => numberIn(start)).toBeGreaterThan(2.9)
  await track.click({ position: { x: width / 2, y: 24 } })
  await expect.poll(time).toBeGreaterThan(5.9)
  await page.keyboard.press('o')
  await expect.poll(() => numberIn(end)).toBeLessThan(6.2)
  await expect(page.getByRole('region', { name: 'What Choreo will change' })).toContainText('trimmed by hand')

  const last = motion.getByRole('slider', { name: 'End of the part that is used' })
  const before = await numberIn(end)
  await last.press('Shift+ArrowRight')
  await expect.poll(() => numberIn(end)).toBeCloseTo(before + 1, 1)
  await expect(last).toHaveAttribute('aria-valuetext', /^0:07\.\d\d$/)
  await dragBy(page, last, -width / 4, 0)
  await expect.poll(() => numberIn(end)).toBeLessThan(before)

  const at = await time()
  await page.keyboard.press(',')
  await expect.poll(time).toBeLessThan(at)
  await page.keyboard.press('.')
  await expect.poll(time).toBeCloseTo(at, 1)

  // Half a second, again and again.
  await start.fill('3')
  await end.fill('3.5')
  await end.blur()
  await last.focus()
  await page.keyboard.press('Space')
  await expect(motion.getByRole('button', { name: 'Pause' })).toBeVisible()
  await page.waitForTimeout(900)
  expect(await clip.evaluate((video: HTMLVideoElement) => !video.paused && video.currentTime >= 2.9 && video.currentTime < 3.7)).toBe(true)
  await page.keyboard.press('Space')
  await expect(motion.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
  // A letter in a field stays a letter.
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).press('o')
  await expect(end).toHaveValue('3.5 s')
})

test('nothing moves under the hand: not while the clip is looked at, nor with the first cut', async ({ page, dropFiles }) => {
  await dropFiles(await fixture('photo.jpg'), await fixture('plain.mp4'))
  const track = page.locator('.timeline-track')
  await expect(page.getByText('Nothing: EvoLink takes both files as they are.')).toBeVisible()
  await track.evaluate((element) => {
    const tops: number[] = []
    const note = () => {
      tops.push(element.getBoundingClientRect().top)
      requestAnimationFrame(note)
    }
    note()
    Object.assign(window, { tops })
  })
  await expect(page.getByText('Look yourself')).toBeVisible()
  await dragBy(page, page.getByRole('slider', { name: 'End of the part that is used' }), -60, 0)
  await expect(page.getByRole('region', { name: 'What Choreo will change' })).toContainText('trimmed by hand')
  const tops = await page.evaluate(() => [...new Set((window as unknown as { tops: number[] }).tops.map(Math.round))])
  expect(tops).toHaveLength(1)
})

test('what Choreo proposes can be seen and moved, and borders can be chosen', async ({ page, dropFiles }) => {
  await dropFiles(await fixture('panorama.jpg'), await fixture('tall.mp4'))
  const character = page.getByRole('region', { name: 'Character', exact: true })
  const box = character.getByRole('group', { name: /^Crop of the picture: / })
  await expect(box).toHaveAccessibleName(/1250×500 at 175, 0/)
  await expect(character).toContainText('placed when it is prepared')
  await dragBy(page, box, 20, 0)
  await expect(page.getByRole('region', { name: 'What Choreo will change' })).toContainText('cropped by hand')
  await character.getByText('Whole', { exact: true }).click()
  await page.getByText('Add borders', { exact: true }).click()
  await expect(box).toHaveAccessibleName(/1600×500 at 0, 0/)
  await character.getByText('Black', { exact: true }).click()
  await character.getByText('Colour', { exact: true }).click()
  await expect(character.getByLabel('Colour of the ground')).toHaveValue('#808080')
})

test('a pasted picture and a pasted link are taken', async ({ page }, info) => {
  // In Electron main reads the clipboard: desktop-security.spec.ts.
  if (info.project.name === 'serve')
    await page.evaluate(async () => {
      const canvas = new OffscreenCanvas(400, 500)
      canvas.getContext('2d')?.fillRect(0, 0, 200, 200)
      const clipboardData = new DataTransfer()
      clipboardData.items.add(new File([await canvas.convertToBlob()], 'image.png', { type: 'image/png' }))
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    })
  if (info.project.name === 'serve')
    await expect(page.getByRole('region', { name: 'Character', exact: true })).toContainText('400×500 · PNG')
  await page.evaluate(() => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', 'http://example.com/dance.mp4')
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  })
  await expect(page.getByRole('region', { name: 'Motion', exact: true }).getByRole('alert')).toContainText('This is not an https link.')
})

test('what cannot be used says so in its place, and of two quick drops the last one counts', async ({ page, home, dropOn }, info) => {
  const character = page.getByRole('region', { name: 'Character', exact: true })
  if (info.project.name === 'serve')
    await test.step('a file that vanishes after the drop', async () => {
      const gone = `${home}/gone.jpg`
      await copyFile(await fixture('photo.jpg'), gone)
      await page.evaluate(() => {
        const { send } = XMLHttpRequest.prototype
        XMLHttpRequest.prototype.send = function (body) {
          XMLHttpRequest.prototype.send = send
          setTimeout(() => send.call(this, body), 800)
        }
      })
      await dropOn('Character', gone)
      await rm(gone)
      await expect(character.getByRole('alert')).toContainText('“gone.jpg” could not be handed over.')
      await character.getByRole('button', { name: 'Dismiss' }).click()
    })
  await mkdir(`${home}/holiday/deep`, { recursive: true })
  await writeFile(`${home}/holiday/deep/notes.txt`, 'Only words.\n')
  await dropOn('Character', `${home}/holiday`)
  await expect(page.getByRole('main').getByRole('alert').first()).toContainText('“holiday” is a folder with neither a picture nor a clip')

  await dropOn('Character', await fixture('photo.png'))
  await dropOn('Character', await fixture('photo.jpg'))
  await expect(character).toContainText('photo.jpg · 640×425')
  await page.waitForTimeout(500)
  await expect(character).toContainText('photo.jpg · 640×425')
})

test('the samples fill both wells, a file that was used before is one press away, and a folder opens the tray', async ({
  page,
  home,
  dropOn,
  dropFiles,
}) => {
  const character = page.getByRole('region', { name: 'Character', exact: true })
  const motion = page.getByRole('region', { name: 'Motion', exact: true })
  await character.getByRole('button', { name: 'Try the samples' }).click()
  await expect(character).toContainText('sample-character.jpg')
  await expect(motion).toContainText('sample-dance.mp4')
  await expect(page.getByLabel('The original clip')).toBeVisible()

  await dropOn('Character', await fixture('photo.jpg'))
  await expect(character).toContainText('photo.jpg · 640×425')
  await dropOn('Character', await fixture('photo.png'))
  // Its name alone stands there while it is opened; who asks for another one then is answered by it.
  await expect(character).toContainText('photo.png · 640×480')
  await expect(character.getByRole('img', { name: 'The original picture' })).toBeVisible()
  await character.getByRole('button', { name: 'Replace the picture' }).click()
  await expect(character.getByRole('button', { name: 'Choose a picture' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(character.getByRole('img', { name: 'The original picture' })).toBeVisible()
  await character.getByRole('button', { name: 'Replace the picture' }).click()
  await character.getByRole('button', { name: 'photo.jpg' }).click()
  await expect(character).toContainText('photo.jpg · 640×425')
  await expect(character.getByRole('img', { name: 'The original picture' })).toBeVisible()

  const folder = `${home}/pictures`
  await mkdir(`${folder}/deep/.hidden`, { recursive: true })
  for (const [from, to] of [
    ['photo.jpg', 'a.jpg'],
    ['photo.png', 'deep/b.png'],
    ['photo.png', 'deep/.hidden/c.png'],
    ['short.mp4', 'dance.mp4'],
  ] as const)
    await copyFile(await fixture(from), `${folder}/${to}`)
  for (let number = 0; number < 150; number += 1) await writeFile(`${folder}/note ${number}.txt`, 'Only words.')
  await dropFiles(folder)
  await expect(page.getByRole('main')).toContainText('2 pictures × 1 clip')
  await expect(page.getByRole('main')).toContainText('150 files were passed over')
})
