//! Whether everything on the window fits: what a clerk would see as cut, hidden or untranslated.

use anyhow::Result;
use serde_json::json;

use super::webdriver::Session;

/// Looks at every element that is drawn and bears words of its own, or takes keys.
///
/// A box that scrolls may hold more than it shows, and one that ends its text with «…» says so
/// itself; everything else must show all that it holds, within the window.
const LOOK: &str = r"
const [width, height] = [innerWidth, innerHeight];
const found = [];
const say = (element, what) => found.push(
  `${element.tagName.toLowerCase()} «${(element.innerText || element.value || '').trim().slice(0, 40)}» ${what}`);
const scrolls = (element) => {
  for (let at = element.parentElement; at; at = at.parentElement) {
    const style = getComputedStyle(at);
    if (/auto|scroll/.test(style.overflowX + style.overflowY)) return true;
  }
  return false;
};
const words = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
for (const element of document.body.querySelectorAll('*')) {
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const hidden = style.visibility === 'hidden' || element.closest('.visually-hidden, [hidden], [inert]');
  if (box.width < 2 || box.height < 2 || hidden) continue;
  const speaks = words(element) || element.matches('input, select, textarea, button');
  if (!speaks) continue;
  if (box.right > width + 1 || box.left < -1) say(element, `leaves the window sideways`);
  if ((box.bottom > height + 1 || box.top < -1) && !scrolls(element)) say(element, 'leaves the window');
  const cut = element.scrollWidth > element.clientWidth + 1 && style.overflowX !== 'visible';
  if (cut && style.textOverflow !== 'ellipsis' && !element.matches('input, select')) say(element, 'is cut');
  if (/\bundefined\b|\bnull\b|\bNaN\b|\[object/.test(element.innerText ?? '') && words(element)) {
    say(element, 'is no word of ours');
  }
}
if (document.documentElement.scrollWidth > width + 1) found.push('the page scrolls sideways');
return found";

/// Looks whether all of what has the focus can be seen; of a list, the row that is chosen in it.
///
/// What is larger than its window, a list or a region, need only show where it begins. Of a control
/// that is drawn by its label, the label must show.
const LOOK_AT_FOCUS: &str = r"
const focused = document.activeElement;
if (!focused || focused === document.body) return 'nothing has the focus';
const row = document.getElementById(focused.getAttribute('aria-activedescendant') ?? '');
const drawn = (element) => {
  const { width, height } = element.getBoundingClientRect();
  return width >= 2 && height >= 2;
};
const at = [row, focused, focused.labels?.[0]].find((one) => one && drawn(one));
if (!at) return `${focused.tagName.toLowerCase()} ${focused.id} has the focus and is not drawn`;
const box = at.getBoundingClientRect();
const name = `${at.tagName.toLowerCase()} ${at.id} «${(at.innerText || at.value || '').trim().slice(0, 40)}»`;
let [top, bottom, left, right] = [0, innerHeight, 0, innerWidth];
for (let box = at.parentElement; box; box = box.parentElement) {
  const { overflowX, overflowY } = getComputedStyle(box);
  if (overflowX === 'visible' && overflowY === 'visible') continue;
  const edge = box.getBoundingClientRect();
  [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
  [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
}
const isTall = box.height > bottom - top;
const end = isTall ? box.top + 24 : box.bottom;
const where = `${name} at ${Math.round(box.top)}–${Math.round(box.bottom)} of ${Math.round(top)}–${Math.round(bottom)}`;
if (box.top < top - 1 || end > bottom + 1) return `${where} is cut off`;
if (box.left < left - 1 || box.right > right + 1) return `${where} is cut off at a side`;
const inset = 3;
const ys = isTall ? [box.top + inset] : [box.top + inset, (box.top + box.bottom) / 2, box.bottom - inset];
for (const y of ys) for (const x of [box.left + inset, (box.left + box.right) / 2, box.right - inset]) {
  const hit = document.elementFromPoint(x, y);
  if (hit && !at.contains(hit) && !hit.contains(at)) {
    return `${where} is covered by ${hit.tagName.toLowerCase()} «${(hit.innerText ?? '').trim().slice(0, 40)}»`;
  }
}
return ''";

/// Says what hides the focus; nothing where it can be seen.
pub(super) fn hidden_focus(session: &Session) -> Result<String> {
    let found = session.run(LOOK_AT_FOCUS, json!([]))?;
    Ok(found.as_str().unwrap_or_default().to_owned())
}

/// What does not fit, each in a few words.
pub(super) fn misfits(session: &Session) -> Result<Vec<String>> {
    let found = session.run(LOOK, json!([]))?;
    let found = found.as_array().cloned().unwrap_or_default();
    Ok(found
        .iter()
        .filter_map(|one| one.as_str().map(str::to_owned))
        .collect())
}
