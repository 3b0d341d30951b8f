/** What a television is told: turns and initials, no names. */
export type {
  ScreenCall,
  ScreenColumn as ScreenPractitioner,
  ScreenView as Screen,
} from '../../api/client/types.gen'
