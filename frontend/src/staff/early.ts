import { askAhead } from './ahead'

// The first script of the staff's page to run, before anything else has arrived.
askAhead()
