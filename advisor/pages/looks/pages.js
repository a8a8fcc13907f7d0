// Pages work without this. It keeps a form from being sent twice by a double click, and lets a digit
// choose an answer while one of the answers has the focus.
"use strict";
(() => {
  const sent = new WeakSet();
  document.addEventListener("submit", (event) => {
    if (sent.has(event.target)) {
      event.preventDefault();
      return;
    }
    sent.add(event.target);
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
