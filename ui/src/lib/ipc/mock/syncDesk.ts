// The part of the mock desk that sends: how far it has come, what waits, and what a person must hear.
import type { Handlers, Room } from './room';
import { SAMPLE_NOW } from './room';
import { sampleQueue } from './sync';

export function syncHandlers(room: Room): Handlers {
  return {
    get_sync_status: () => ({
      ...room.sync,
      alarms: room.alarms.filter((alarm) => alarm.seen_at === null).length,
    }),
    list_sync_queue: () => ({ items: sampleQueue(room.rows) }),
    sync_now: () => {
      room.tell('sync');
      return {};
    },
    list_alarms: () => ({ alarms: room.alarms }),
    acknowledge_alarm: (form) => {
      const seen = { seen_at: SAMPLE_NOW, seen_by: room.signedIn?.name ?? null };
      room.alarms = room.alarms.map((alarm) =>
        alarm.alarm_id === form.alarm_id ? { ...alarm, ...seen } : alarm,
      );
      room.tell('sync');
      return {};
    },
  };
}
