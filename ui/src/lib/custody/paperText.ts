// In which form a paper is, in words.
import type { PaperKind } from '$lib/ipc/bindings';
import * as m from '$lib/ipc/messages';

export const FORM_TEXT: Record<PaperKind, () => string> = {
  original: m.paper_original,
  certified_copy: m.paper_certified_copy,
  copy: m.paper_copy,
  result: m.paper_result,
};
