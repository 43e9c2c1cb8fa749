// Folds Vietnamese for matching the window's own short lists; dossiers are found by the desk.

/** Lower case, no marks, đ as d. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('đ', 'd');
}
