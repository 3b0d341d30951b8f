import { lookAtEverything } from './staffScreens'

lookAtEverything('en')
