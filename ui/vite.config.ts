// Builds the desk window. The product build is a plain static page under a strict content
// policy; `--mode mock` adds the in-memory backend for looking at screens in a browser.
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** The policy of the desk window, so that a preview breaks wherever the real window would. */
const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self' ipc: http://ipc.localhost",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types svelte-trusted-html',
].join('; ');

/** Flags with which Debian's Chromium stays quiet on a machine without a network. */
const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Adds a preload for each font, whose file name is known only after bundling. */
function preloadFonts(): Plugin {
  return {
    name: 'preload-fonts',
    apply: 'build',
    enforce: 'post',
    transformIndexHtml(_html, context) {
      return Object.keys(context.bundle ?? {})
        .filter((name) => name.endsWith('.woff2'))
        .sort()
        .map((name) => ({
          tag: 'link',
          attrs: {
            rel: 'preload',
            as: 'font',
            type: 'font/woff2',
            href: `/${name}`,
            crossorigin: '',
          },
          injectTo: 'head' as const,
        }));
    },
  };
}

/** Runes are required in our own components; a test library still has others. */
function runesInOwnFiles({ filename }: { filename: string }) {
  return filename.includes('node_modules') ? undefined : { runes: true };
}

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

export default defineConfig({
  plugins: [svelte({ dynamicCompileOptions: runesInOwnFiles }), preloadFonts()],
  resolve: { alias: { $lib: path('./src/lib'), $tests: path('./tests') } },
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  preview: { headers: { 'Content-Security-Policy': contentPolicy } },
  // Named so that the first test run never stops to bundle them.
  optimizeDeps: {
    include: ['axe-core', '@tauri-apps/api/core', '@tauri-apps/api/event'],
  },
  test: {
    // A machine that is busy with others is slow, not wrong.
    testTimeout: 90_000,
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: { executablePath: '/usr/bin/chromium', args: chromiumArguments },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
});
