// Channels of filing and of return in words.
import type { Channel, ReturnChannel } from '$lib/ipc/bindings';
import * as m from '$lib/ipc/messages';

export const CHANNEL_TEXT: Record<Channel, () => string> = {
  direct: m.procedure_channel_direct,
  post: m.procedure_channel_post,
  online: m.procedure_channel_online,
};

export const RETURN_TEXT: Record<ReturnChannel, () => string> = {
  counter: m.procedure_return_counter,
  post: m.procedure_return_post,
  electronic: m.procedure_return_electronic,
};
