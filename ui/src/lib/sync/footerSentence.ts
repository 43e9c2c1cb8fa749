// Chooses the footer's words from the state of the queue.
import { today } from '$lib/components/clock';
import { daysBetween, formatMoment } from '$lib/components/format';
import type { SyncStatusView } from '$lib/ipc/bindings';
import * as m from '$lib/ipc/messages';

export type FooterTone = 'ok' | 'busy' | 'warn' | 'error' | 'review' | 'unknown';
export interface FooterSentence {
  tone: FooterTone;
  main: string;
  rest: string[];
}

export function footerSentence(
  status: SyncStatusView | undefined,
  postal: boolean,
): FooterSentence {
  if (!status) return { tone: 'unknown', main: m.footer_unknown(), rest: [] };
  const count = status.here;
  const unsent = postal ? m.footer_postal_waiting({ count }) : m.footer_waiting({ count });
  switch (status.state) {
    case 'ok':
      return {
        tone: 'ok',
        main: postal ? m.footer_postal_ok() : m.footer_ok(),
        rest: status.last_success_at
          ? [m.footer_ok_last({ time: formatMoment(status.last_success_at) })]
          : [],
      };
    case 'sending':
      return {
        tone: 'busy',
        main: m.footer_sending({ done: status.sending_done, total: status.sending_total }),
        rest: [],
      };
    case 'waiting':
      return { tone: 'warn', main: unsent, rest: [lastSuccess(status), ...network(status)] };
    case 'long_offline':
      return { tone: 'error', main: unsent, rest: [offlineDays(status), ...network(status)] };
    case 'sent_back':
      return {
        tone: 'review',
        main: m.footer_sent_back({ count: status.quarantined }),
        rest: count > 0 ? [unsent] : [],
      };
    case 'never':
      return { tone: 'warn', main: m.footer_never(), rest: [unsent, ...network(status)] };
  }
}

function lastSuccess(status: SyncStatusView): string {
  if (!status.last_success_at) return m.footer_never_success();
  const time = formatMoment(status.last_success_at, m.footer_today());
  return m.footer_last_success({ time });
}

function offlineDays(status: SyncStatusView): string {
  const days = status.last_success_at ? daysBetween(status.last_success_at, today()) : 0;
  return days > 0 ? m.footer_days({ days }) : lastSuccess(status);
}

/** A server out of reach is a lost network, unless the Internet itself was seen to answer. */
function network({ line, last_attempt }: SyncStatusView): string[] {
  const { cable, router, internet, server } = line;
  const nothingAnswered = server === 'fault' && internet !== 'ok';
  if (nothingAnswered || [cable, router, internet].includes('fault')) {
    return [m.footer_no_network()];
  }
  return last_attempt?.ok === false ? [m.footer_last_try_failed()] : [];
}
