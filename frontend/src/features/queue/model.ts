/** What the waiting room's screens read: the API's own shapes, under short names. */
export type {
  Group,
  Priority,
  Queue,
  QueueColumn as Lane,
  QueueEntry as Entry,
  Stage,
} from '../../api/client'
