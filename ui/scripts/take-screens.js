// Takes pictures of the screens over the in-memory desk, under the product's content policy, so
// that somebody can look at them: `npm run build:mock && npm run screens -- FOLDER [NAME]`.
// Anything the browser complains of is printed and makes it fail.
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright';
import { preview } from 'vite';

const [folder = 'screens', only = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

/** @typedef {import('playwright').Page} Page */
/** @typedef {{ name: string, query?: string, act?: (page: Page) => Promise<void> }} Scene */

/** @param {Page} page */
async function fillReception(page) {
  await page.getByLabel('Số định danh').fill('004190123456');
  await page.getByLabel('Họ, chữ đệm và tên').fill('Nguyễn Thị Phượng');
  await page.getByLabel('Ngày sinh').fill('2/9/90');
  await page.getByLabel('Nơi cư trú').fill('Thôn Đoài, xã Hưng Đạo, tỉnh Cao Bằng');
  await page.getByLabel('Số điện thoại').fill('0912 34');
  await page.getByRole('combobox', { name: /^Thủ tục/ }).fill('ks');
  await page
    .getByRole('option', { name: /Đăng ký khai sinh/ })
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  await page.locator('[data-tick]').first().waitFor();
  await page.keyboard.press('0');
}

/** @param {Page} page */
async function openDrawUp(page) {
  await page.keyboard.press('F4');
  await page.locator('#waiting:focus').waitFor();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
}

/** @param {Page} page */
async function openAccept(page) {
  await page.keyboard.press('F4');
  await page.keyboard.press('Alt+h');
  await page.locator('#manifests:focus').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('#tick:focus').waitFor();
  await page.keyboard.type('123');
}

/** @param {Page} page @param {string} name */
async function openDossier(page, name) {
  await page.keyboard.press('F3');
  await page.getByLabel('Tìm', { exact: true }).fill(name);
  await page.getByRole('row').nth(1).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('grid', { name: 'Diễn biến' }).waitFor();
}

/** @type {Scene[]} */
const scenes = [
  { name: 'receive-empty' },
  { name: 'receive-filled', act: fillReception },
  {
    name: 'receive-procedures',
    act: async (page) => {
      await page.getByRole('combobox', { name: /^Thủ tục/ }).fill('chung thuc');
      await page.locator('[role=option]').first().waitFor();
    },
  },
  {
    name: 'receive-errors',
    act: async (page) => {
      await page.keyboard.press('F9');
      await page.getByRole('alert').first().waitFor();
    },
  },
  {
    name: 'receive-missing',
    act: async (page) => {
      await fillReception(page);
      await page.keyboard.press('2');
      await page.keyboard.press('F9');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'receive-saved',
    act: async (page) => {
      await fillReception(page);
      await page.getByText('Vẫn lập mới').click();
      await page.keyboard.press('F9');
      await page.getByText(/Đã tiếp nhận 2611/).waitFor();
    },
  },
  {
    name: 'receive-organisation',
    act: async (page) => {
      await page.getByLabel('Tổ chức, hộ kinh doanh').check();
      await page.keyboard.press('Alt+n');
    },
  },
  {
    name: 'receive-due',
    act: async (page) => {
      await fillReception(page);
      await page.keyboard.press('Alt+h');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'search',
    act: async (page) => {
      await page.keyboard.press('F3');
      await page.getByLabel('Tìm', { exact: true }).fill('dang');
      await page.getByRole('row').nth(2).waitFor();
    },
  },
  {
    name: 'search-nothing',
    act: async (page) => {
      await page.keyboard.press('F3');
      await page.getByLabel('Tìm', { exact: true }).fill('pham van xyz');
      await page.getByText(/Không thấy/).waitFor();
    },
  },
  {
    name: 'palette',
    act: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').last().fill('phuong');
      await page.getByText('Nguyễn Thị Phượng').last().waitFor();
    },
  },
  {
    name: 'user-menu',
    act: async (page) => {
      await page.keyboard.press('F1');
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'sign-in', query: 'state=locked' },
  {
    name: 'sign-in-wrong',
    query: 'state=locked&sync=long_offline',
    act: async (page) => {
      await page.getByRole('button', { name: /Vũ Thị Lan/ }).waitFor();
      await page.keyboard.press('1');
      await page.keyboard.type('000000');
      await page.getByText(/chưa đúng/).waitFor();
    },
  },
  {
    name: 'activation',
    query: 'state=locked',
    act: async (page) => {
      await page.getByRole('button', { name: /Nông Văn Nam/ }).click();
    },
  },
  {
    name: 'locked-over-draft',
    act: async (page) => {
      await fillReception(page);
      await page.keyboard.press('Control+l');
      await page.getByText('Đã khóa màn hình').first().waitFor();
    },
  },
  {
    name: 'f4-draw-up',
    act: async (page) => {
      await openDrawUp(page);
    },
  },
  {
    name: 'f4-sign',
    act: async (page) => {
      await openDrawUp(page);
      await page.getByLabel('Số tập giấy đếm được').fill('2');
      await page.keyboard.press('F9');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'f4-incoming',
    act: async (page) => {
      await page.keyboard.press('F4');
      await page.keyboard.press('Alt+h');
      await page.getByRole('grid', { name: 'Phiếu giao đến' }).waitFor();
    },
  },
  { name: 'f4-accept', act: openAccept },
  {
    name: 'f4-accept-errors',
    act: async (page) => {
      await openAccept(page);
      await page.keyboard.press('F9');
      await page.getByRole('alert').first().waitFor();
    },
  },
  { name: 'dossier', act: (page) => openDossier(page, 'phuong ngu') },
  {
    name: 'dossier-conflict',
    act: async (page) => {
      await openDossier(page, 'pham van tu');
      await page.getByRole('button', { name: 'Xem và xử lý' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'dossier-correct',
    act: async (page) => {
      await openDossier(page, 'phuong ngu');
      await page.keyboard.press('Alt+c');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'dossier-return',
    act: async (page) => {
      await openDossier(page, 'phuong ngu');
      await page.keyboard.press('F6');
      await page.getByRole('dialog').waitFor();
      await page.getByLabel('Điểm chỉ').check();
    },
  },
  {
    name: 'where-papers',
    act: async (page) => {
      await openDossier(page, 'phuong ngu');
      await page.keyboard.press('Control+g');
      await page.getByRole('grid', { name: 'Các lần giao nhận' }).waitFor();
    },
  },
  {
    name: 'sync-queue',
    query: 'sync=sent_back',
    act: async (page) => {
      await page.keyboard.press('Alt+8');
      await page.getByRole('grid').waitFor();
    },
  },
  { name: 'enrol-token', query: 'state=not_enrolled' },
  { name: 'enrol-words', query: 'state=awaiting_approval' },
  { name: 'training', query: 'training&sync=sent_back' },
  { name: 'footer-ok', query: 'sync=ok&postal' },
];

const SIZES = [
  { name: '1366', width: 1366, height: 768, text: 'normal' },
  { name: '1366-large', width: 1366, height: 768, text: 'large' },
  { name: '1920-xlarge', width: 1920, height: 1080, text: 'xlarge' },
  { name: '1024', width: 1024, height: 700, text: 'normal' },
  { name: '1024-xlarge', width: 1024, height: 700, text: 'xlarge' },
];
const PERSONS = ['b1', 'b3'].map((person) => person.padStart(32, '0'));

const server = await preview({
  mode: 'mock',
  build: { outDir: 'dist-mock' },
  preview: { port: 4181, strictPort: true, host: '127.0.0.1' },
});
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
});
let complaints = 0;

for (const scene of scenes.filter(({ name }) => name.startsWith(only))) {
  for (const size of only ? SIZES : SIZES.slice(0, 1)) {
    const context = await browser.newContext({ viewport: size });
    await context.addInitScript(([text, persons]) => {
      localStorage.setItem('text_size.last', text);
      for (const person of persons) localStorage.setItem(`text_size.${person}`, text);
      document.documentElement?.setAttribute('data-text-size', text);
    }, /** @type {[string, string[]]} */ ([size.text, PERSONS]));
    const page = await context.newPage();
    page.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type())) return;
      complaints += 1;
      console.error(scene.name, message.text());
    });
    page.on('pageerror', (error) => {
      complaints += 1;
      console.error(scene.name, error.message);
    });
    await page.goto(`http://127.0.0.1:4181/?${scene.query ?? ''}`);
    await page.locator('h1, main').first().waitFor();
    try {
      await scene.act?.(page);
    } catch (error) {
      complaints += 1;
      console.error(scene.name, String(error).slice(0, 300));
    }
    await page.screenshot({ path: `${folder}/${scene.name}-${size.name}.png` });
    await context.close();
  }
}
await browser.close();
await server.close();
console.log(`${complaints} complaints`);
process.exit(complaints === 0 ? 0 : 1);
