// Svelte options shared by Vite, svelte-check and the linter.
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

export default { preprocess: vitePreprocess() };
