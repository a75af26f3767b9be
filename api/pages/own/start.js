// Switches on the GOV.UK components that a page holds. Without it every page works all the same.
import { initAll } from '/assets/govuk-frontend.min.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
initAll()
