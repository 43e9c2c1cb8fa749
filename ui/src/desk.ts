// Entry of the desk window: fonts and tokens, the door to the desk program, the keys, the screens.
import { mount } from 'svelte';
import '$lib/design/layers.css';
import '$lib/design/fonts.css';
import '$lib/design/tokens.css';
import '$lib/design/typography.css';
import '$lib/design/a11y.css';
import '$lib/components/input.css';
import { listenToKeys } from '$lib/components/keys';
import { showLastTextSize } from '$lib/desk/textSize.svelte';
import { connect, tauriTransport } from '$lib/ipc/transport';
import Desk from './Desk.svelte';

// A plain browser has no desk program: development and screenshots talk to an in-memory one. The
// first condition is constant at build time, so that the product does not contain it.
if (import.meta.env.MODE !== 'production' && !('__TAURI_INTERNALS__' in window)) {
  const { connectMock } = await import('$lib/ipc/mock');
  connectMock(new URLSearchParams(location.search));
} else {
  connect(await tauriTransport());
}

listenToKeys();
showLastTextSize();
mount(Desk, { target: document.body });
