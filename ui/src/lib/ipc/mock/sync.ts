// Sample states of the mock desk's line to the server, one for each sentence of the footer.
import type { AlarmView, DossierRow, SyncQueueRow, SyncStatusView } from '../bindings';
import { sampleId } from './names';

export type SyncSample = SyncStatusView['state'];

const LINE_OK = {
  cable: 'ok',
  router: 'ok',
  internet: 'ok',
  server: 'ok',
  clock: 'ok',
  account: 'ok',
} as const;
const LINE_CUT = { ...LINE_OK, internet: 'fault', server: 'unknown', account: 'unknown' } as const;

const BASE: SyncStatusView = {
  here: 0,
  received: 58,
  safe: 51,
  quarantined: 0,
  last_success_at: '2026-11-20T09:40:00+07:00',
  last_attempt: { at: '2026-11-20T09:40:00+07:00', ok: true, reason: null },
  advice: '',
  state: 'ok',
  next_try_seconds: null,
  sending_done: 0,
  sending_total: 0,
  line: LINE_OK,
  backup: '07:30 20/11',
  alarms: 0,
};

const CUT: Partial<SyncStatusView> = {
  here: 12,
  last_success_at: '2026-11-20T07:52:00+07:00',
  last_attempt: {
    at: '2026-11-20T09:41:00+07:00',
    ok: false,
    reason: 'không tới được máy chủ cấp trên (mạng LAN có, Internet không)',
  },
  line: LINE_CUT,
  next_try_seconds: 40,
};

export function sampleSync(state: SyncSample): SyncStatusView {
  const changes: Record<SyncSample, Partial<SyncStatusView>> = {
    ok: {},
    sending: { here: 9, sending_done: 3, sending_total: 12 },
    waiting: CUT,
    long_offline: { ...CUT, here: 63, last_success_at: '2026-11-18T16:30:00+07:00' },
    sent_back: { ...CUT, here: 11, quarantined: 1 },
    never: { ...CUT, received: 0, safe: 0, last_success_at: null },
  };
  return { ...BASE, ...changes[state], state };
}

export function sampleQueue(rows: readonly DossierRow[]): SyncQueueRow[] {
  return rows
    .filter((row) => row.sync !== 'received' && row.sync !== 'safe')
    .map((row, index) => ({
      record_id: sampleId(0xd000 + index),
      dossier_id: row.dossier_id,
      lookup_code: row.lookup_code,
      title: 'Tiếp nhận',
      waiting_since: row.received_at,
      tries: row.sync === 'quarantined' ? null : index,
      state: row.sync,
      reason: row.sync === 'quarantined' ? 'Máy chủ chưa nhận việc này: “Thiếu ngày sinh”.' : null,
    }));
}

export function sampleAlarms(): AlarmView[] {
  return [
    {
      alarm_id: 2,
      code: 'pin_reset',
      sentence: 'Nông Văn Nam đã đặt lại mã PIN bằng mã dùng một lần.',
      advice:
        'Hỏi lại Nông Văn Nam. Nếu không phải chính người đó làm, báo ngay người quản trị cấp trên.',
      raised_at: '2026-11-20T08:15:00+07:00',
      seen_at: null,
      seen_by: null,
    },
    {
      alarm_id: 1,
      code: 'epoch_changed',
      sentence: 'Máy chủ cấp trên đã được khôi phục từ bản sao lưu.',
      advice: 'Chưa cần làm gì: máy này tự gửi lại phần máy chủ còn thiếu.',
      raised_at: '2026-11-19T16:40:00+07:00',
      seen_at: null,
      seen_by: null,
    },
  ];
}
