// On which paper this desk prints its slips: chosen once, kept by the machine whoever sits at it.
import type { PaperSize } from './bindings';

const PAPER_SIZES: readonly PaperSize[] = ['a5', 'a4'];
const KEPT = 'slip_paper';

export function slipPaper(): PaperSize {
  const kept = localStorage.getItem(KEPT);
  return PAPER_SIZES.find((size) => size === kept) ?? 'a5';
}

export function keepSlipPaper(size: PaperSize): void {
  localStorage.setItem(KEPT, size);
}
