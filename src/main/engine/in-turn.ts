/** One after the other for the same file: two at once would each write what the other replaces. */
const turns = new Map<string, Promise<void>>()

/** @param path of what is worked on; whoever names the same one waits for those who came before */
export async function inTurn<T>(path: string, work: () => Promise<T>): Promise<T> {
  const before = turns.get(path)
  let done = () => {}
  const mine = new Promise<void>((resolve) => {
    done = resolve
  })
  turns.set(path, mine)
  await before
  try {
    return await work()
  } finally {
    done()
    if (turns.get(path) === mine) turns.delete(path)
  }
}
