/** A number of things in words: `1 line`, `2,101 lines`. */
export function counted(count: number, thing: string): string {
  return `${String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')} ${thing}${count === 1 ? '' : 's'}`
}
