// Times in the reader's own zone and language, in few words: 4 min, 10:16, Tue, 12 Nov, 12 Nov 2024.
import { format, locale, pgettext } from './i18n.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const zone = chosenZone(); // the member's choice, or the device's
const words = (options) => new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
const civil = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
const TIME = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
const clock = words(TIME);
const weekday = words({ weekday: 'short' }); // Tue
const weekdayAndTime = words({ weekday: 'short', ...TIME });
const dayOfYear = words({ day: 'numeric', month: 'short' }); // 12 Nov
const dayAndTime = words({ day: 'numeric', month: 'short', ...TIME });
const month = words({ month: 'short', year: 'numeric' }); // Nov 2024
const wholeDay = words({ day: 'numeric', month: 'short', year: 'numeric' });
const number = new Intl.NumberFormat(locale);
const full = words({ dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23' });

export function tellTimes() {
  const times = [...document.querySelectorAll('main time[datetime], .aside time[datetime], .notices time[datetime]')];
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
  const minutes = number.format(Math.max(1, Math.round(passed / MINUTE)));
  // Translators: how long ago, where there is hardly room: "4 min" is four minutes ago.
  if (passed < HOUR) return format(pgettext('ago', '%(count)s min'), { count: minutes });
  const hours = number.format(Math.round(passed / HOUR));
  // Translators: how long ago, where there is hardly room: "3 h" is three hours ago.
  if (isToday(at) || passed < DAY) return format(pgettext('ago', '%(count)s h'), { count: hours });
  return day(at, true);
}

function day(at, isBrief) {
  if (isToday(at)) return clock.format(at);
  if (isThisWeek(at)) return (isBrief ? weekday : weekdayAndTime).format(at);
  const isThisYear = date(at).slice(0, 4) === date(new Date()).slice(0, 4);
  if (!isThisYear) return (isBrief ? month : wholeDay).format(at);
  return (isBrief ? dayOfYear : dayAndTime).format(at);
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
