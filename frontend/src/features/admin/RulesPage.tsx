import { useLingui } from '@lingui/react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type Settings, type SettingsChange, updateSettings } from '../../api/client'
import { getSettingsOptions } from '../../api/client/@tanstack/react-query.gen'
import { LoadProblem } from '../../staff/LoadProblem'
import { notify } from '../../staff/notices'
import { Skeleton } from '../../staff/Skeleton'
import { AreaField, CheckField, ColourField, type Draft, KeptForm, NumberField, TextField } from './form'
import { readAgain, seen } from './queries'

/** The clinic's name and colour, and the rules that everybody obeys. */
export function RulesPage() {
  const rules = useQuery({ ...getSettingsOptions(), staleTime: 0 })
  if (rules.isError) return <LoadProblem error={rules.error} onRetry={() => rules.refetch()} />
  if (!rules.data) return <Skeleton blocks={6} />
  return <RulesForm rules={rules.data} />
}

function RulesForm({ rules }: { rules: Settings }) {
  const { i18n } = useLingui()
  const queries = useQueryClient()
  const save = (draft: Draft) =>
    updateSettings({ headers: seen(rules), body: draft as SettingsChange, throwOnError: true })
  const done = () => {
    notify(i18n._('admin.saved'))
    void readAgain(queries)
  }
  return (
    <div className="rules">
      <p className="admin-lead">{i18n._('admin.rules.lead')}</p>
      <KeptForm record={rules} save={save} onDone={done} onStale={() => void readAgain(queries)}>
        <section className="rules-part">
          <h2>{i18n._('admin.rules.clinic')}</h2>
          <div className="form-pair">
            <TextField name="clinic_name" label={i18n._('admin.clinic_name')} />
            <ColourField
              name="clinic_colour"
              label={i18n._('admin.colour')}
              hint={i18n._('admin.clinic_colour.hint')}
            />
          </div>
          <div className="form-pair">
            <TextField name="clinic_phone" type="tel" label={i18n._('admin.phone')} />
            <TextField name="clinic_email" type="email" label={i18n._('admin.email')} />
          </div>
        </section>
        <section className="rules-part">
          <h2>{i18n._('admin.rules.booking')}</h2>
          <div className="form-pair">
            <NumberField
              name="hold_minutes"
              label={i18n._('admin.hold_minutes')}
              hint={i18n._('admin.hold_minutes.hint')}
              min={1}
              max={60}
              required
            />
            <NumberField
              name="max_open_bookings"
              label={i18n._('admin.max_open_bookings')}
              hint={i18n._('admin.max_open_bookings.hint')}
              min={1}
              required
            />
          </div>
          <p className="form-hint">{i18n._('admin.rules.cutoffs')}</p>
        </section>
        <section className="rules-part">
          <h2>{i18n._('admin.rules.day')}</h2>
          <NumberField
            name="noshow_grace"
            label={i18n._('admin.noshow_grace')}
            hint={i18n._('admin.noshow_grace.hint')}
            required
          />
          <CheckField name="walk_ins" label={i18n._('admin.walk_ins')} />
          <CheckField name="priority_groups" label={i18n._('admin.priority_groups')} />
          <div className="form-pair">
            <NumberField name="late_grace" label={i18n._('admin.late_grace')} max={240} required />
            <NumberField
              name="longest_wait"
              label={i18n._('admin.longest_wait')}
              hint={i18n._('admin.empty_never')}
            />
          </div>
          <NumberField
            name="check_in_minutes"
            label={i18n._('admin.check_in')}
            hint={i18n._('admin.empty_never')}
            max={240}
          />
          <CheckField
            name="staff_reads_all_agendas"
            label={i18n._('admin.all_agendas')}
            hint={i18n._('admin.all_agendas.hint')}
          />
        </section>
        <section className="rules-part">
          <h2>{i18n._('admin.rules.quiet')}</h2>
          <p className="form-hint">{i18n._('admin.quiet.hint')}</p>
          <div className="form-pair">
            <TextField name="quiet_start" type="time" label={i18n._('admin.quiet_start')} />
            <TextField name="quiet_end" type="time" label={i18n._('admin.quiet_end')} />
          </div>
        </section>
        <section className="rules-part">
          <h2>{i18n._('admin.rules.consent')}</h2>
          <p className="form-hint">
            {i18n._('admin.consent.version', { version: rules.consent_version ?? '–' })}
          </p>
          <AreaField
            name="consent_text"
            label={i18n._('admin.consent_text')}
            hint={i18n._('admin.consent.hint')}
            rows={6}
          />
        </section>
      </KeptForm>
    </div>
  )
}
