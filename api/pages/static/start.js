// Switches on the GOV.UK components that a page holds. Without it every page works all the same.
import { initAll } from '/assets/govuk-frontend.min.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
initAll()

// Says that a session is about to end, while there is still time to keep it; the time itself needs no script to hold.
const ending = document.getElementById('ending')
if (ending) {
  const wait = (Number(ending.dataset.seconds) - 5 * 60) * 1000
  if (wait < 2 ** 31) setTimeout(() => { ending.hidden = false }, Math.max(0, wait))
}
