// Pages work without this. It keeps a form from being sent twice by a double click, and lets a digit
// choose an answer while one of the answers has the focus.
"use strict";
(() => {
  // For a moment only: whoever stops the browser while it waits for an answer is to be able to send the form again.
  const MOMENT = 2000;
  const sent = new WeakMap();
  document.addEventListener("submit", (event) => {
    if (event.timeStamp - sent.get(event.target) < MOMENT) {
      event.preventDefault();
      return;
    }
    sent.set(event.target, event.timeStamp);
  });
  // A page that the browser kept, and shows again on the way back, can be sent again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
    if (!(event.target instanceof Element && event.target.closest("fieldset"))) return;
    const answer = document.getElementById(`answer-${event.key}`);
    if (answer) {
      answer.checked = true;
      answer.focus();
    }
  });
})();
