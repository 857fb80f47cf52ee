"use strict";
// All of it makes pages nicer; every page works without it.
(() => {
  // Times are in the page as UTC; people read them in their own zone.
  const local = new Intl.DateTimeFormat(undefined, { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  function localTimes(root) {
    for (const time of root.querySelectorAll("time[datetime]:not([title])")) {
      const at = new Date(time.dateTime);
      if (isNaN(at)) continue;
      time.title = time.textContent;
      const part = Object.fromEntries(local.formatToParts(at).map(p => [p.type, p.value]));
      const clock = `${part.hour}:${part.minute}:${part.second}`;
      time.textContent = time.dataset.short === undefined ? `${part.year}-${part.month}-${part.day} ${clock}` : clock;
    }
  }
  localTimes(document);

  window.pushy = { localTimes };
})();
