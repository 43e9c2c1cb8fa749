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

/// What does not fit, each in a few words.
pub(super) fn misfits(session: &Session) -> Result<Vec<String>> {
    let found = session.run(LOOK, json!([]))?;
    let found = found.as_array().cloned().unwrap_or_default();
    Ok(found
        .iter()
        .filter_map(|one| one.as_str().map(str::to_owned))
        .collect())
}
