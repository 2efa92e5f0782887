// Times in the reader's own zone and in few words: 4 min, 10:16, Tue, 12 Nov, 12 Nov 2024.

import { locale } from './i18n.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const zone = chosenZone(); // the member's choice, or the device's
const words = (options) => new Intl.DateTimeFormat(locale, { ...options, timeZone: zone }); // 12 Nov
const civil = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
const clock = words({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const weekday = words({ weekday: 'short' });
const dayOfYear = words({ day: 'numeric', month: 'short' });
const wholeDay = words({ day: 'numeric', month: 'short', year: 'numeric' });
const full = words({ dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23' });

export function tellTimes() {
  const times = [...document.querySelectorAll('main time[datetime], .aside time[datetime]')];
  keepRoom(times);
  for (const time of times) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    const isShort = time.closest('.topic > .when');
    const said = isShort ? age(at) : day(at, Boolean(time.closest('.track, .of-member > .when')));
    if (time.textContent !== said) time.textContent = said;
    time.title = full.format(at);
  }
}

/** Fewer words take the room of those that the server wrote, so that nothing around them moves. What
 * follows in the same sentence does: its end is what keeps its place. */
function keepRoom(times) {
  const isInside = (time) => time.parentElement.matches('.meta > span') && time.nextSibling?.textContent.trim();
  const fresh = times.map((time) => (isInside(time) ? time.parentElement : time)).filter((part) => !part.style.minWidth);
  const widths = fresh.map((part) => part.getBoundingClientRect().width); // all before the first change
  fresh.forEach((part, at) => { part.style.minWidth = `${widths[at]}px`; });
}

/** How long ago, where only one word has room. */
function age(at) {
  const passed = Date.now() - at;
  if (passed < HOUR) return `${Math.max(1, Math.round(passed / MINUTE))} min`;
  if (isToday(at) || passed < DAY) return `${Math.round(passed / HOUR)} h`;
  return day(at, true);
}

function day(at, isBrief) {
  if (isToday(at)) return clock.format(at);
  if (isThisWeek(at)) return isBrief ? weekday.format(at) : `${weekday.format(at)} ${clock.format(at)}`;
  const isThisYear = date(at).slice(0, 4) === date(new Date()).slice(0, 4);
  if (!isThisYear) return isBrief ? String(wholeDay.format(at)).replace(/^\d+ /, '') : wholeDay.format(at);
  return isBrief ? dayOfYear.format(at) : `${dayOfYear.format(at)}, ${clock.format(at)}`;
}

/** Within the six days before today: longer ago, the weekday would be said twice. */
function isThisWeek(at) {
  const days = (Date.parse(date(new Date())) - Date.parse(date(at))) / DAY;
  return at < Date.now() && days <= 6;
}

function isToday(at) {
  return date(at) === date(new Date());
}

/** The date in that zone, as 2026-11-21. */
function date(at) {
  return civil.format(at);
}

function chosenZone() {
  const { tz } = document.documentElement.dataset;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: tz || undefined }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
