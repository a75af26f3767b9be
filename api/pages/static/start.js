// Switches on the GOV.UK components that a page holds. Without it every page works all the same.
import { initAll } from '/assets/govuk-frontend.min.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
initAll()

// A sign-in link brings its code after the #, which browsers send nobody; it leaves the address before anyone sees it.
const link = document.getElementById('link')
if (link && location.hash.length > 1) {
  link.value = location.hash.slice(1)
  history.replaceState(null, '', location.pathname)
}

// Says that a session is about to end, while there is still time to keep it; the time itself needs no script to hold.
const ending = document.getElementById('ending')
if (ending) {
  const wait = (Number(ending.dataset.seconds) - 5 * 60) * 1000
  if (wait < 2 ** 31) setTimeout(() => { ending.hidden = false }, Math.max(0, wait))
}

// A page that waits for something looks again by itself, while it is looked at and nobody is in the middle of it.
const waiting = document.querySelector('[data-reload]')
if (waiting) {
  setInterval(() => {
    if (!document.hidden && (document.activeElement === document.body || !document.activeElement)) location.reload()
  }, Number(waiting.dataset.reload) * 1000)
}

// A receipt is printed, or saved as PDF, by the browser's own dialogue.
const print = document.querySelector('[data-print]')
if (print) {
  print.hidden = false
  print.addEventListener('click', () => window.print())
}
