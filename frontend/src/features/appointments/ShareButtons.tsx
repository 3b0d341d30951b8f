import { useLingui } from '@lingui/react'
import { type Appointment, getAppointmentCalendar } from '../../api/client'
import { announce } from '../../ui/announce'
import { Icon } from '../../ui/Icon'
import { saveFile } from '../../ui/saveFile'
import { whatsAppLink } from '../clinic/phone'
import { useClinic } from '../clinic/queries'
import { useClock } from '../clinic/useClock'

/** Calendar and WhatsApp: day, hour and place only, nothing about health. */
export function ShareButtons({ appointment }: { appointment: Appointment }) {
  const { i18n } = useLingui()
  const text = useShareText(appointment)
  return (
    <div className="buttons">
      <button type="button" className="button button-quiet" onClick={download}>
        <Icon name="calendar" />
        {i18n._('appointment.calendar')}
      </button>
      <a className="button button-quiet" href={whatsAppLink(null, text)} target="_blank" rel="noreferrer">
        <Icon name="chat" />
        {i18n._('appointment.share')}
      </a>
    </div>
  )

  function download() {
    saveCalendar(appointment).catch(() => announce(i18n._('appointment.calendar.failed')))
  }
}

function useShareText(appointment: Appointment): string {
  const { i18n } = useLingui()
  const clinic = useClinic().data?.name ?? ''
  const clock = useClock(appointment.timezone)
  return i18n._('appointment.share.text', {
    clinic,
    day: clock.day(appointment.start),
    time: clock.time(appointment.start),
    place: appointment.location_name,
    number: appointment.number,
  })
}

async function saveCalendar({ id, number }: Appointment): Promise<void> {
  const { data } = await getAppointmentCalendar({ path: { id }, parseAs: 'blob', throwOnError: true })
  saveFile(data as unknown as Blob, `${number}.ics`)
}
