/** Saying an English sentence of the planner in another language: by the template it was made from. */
export type Template = readonly [pattern: RegExp, say: (...parts: string[]) => string]

/** @returns the text itself where no template fits: better English than nothing */
export function sayBy(templates: readonly Template[], text: string): string {
  for (const [pattern, say] of templates) {
    const match = pattern.exec(text)
    if (match) return say(...match.slice(1).map((part) => part ?? ''))
  }
  return text
}
