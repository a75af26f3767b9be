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

// A file to verify need not leave the machine: its hash says the same. A bundle carries its own signature, so it is sent.
const verify = document.querySelector('form[data-verify]')
if (verify && window.crypto && crypto.subtle) {
  verify.addEventListener('submit', async (event) => {
    const file = verify.querySelector('input[type=file]').files[0]
    if (!file || !file.size || file.name.toLowerCase().endsWith('.zip')) return
    event.preventDefault()
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))
    const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
    location.assign(`/verify?sha256=${hash}`)
  })
}
