import { useLingui } from '@lingui/react'
import { useMutation } from '@tanstack/react-query'
import { exportMe } from '../../api/client'
import type { Problem } from '../../api/problem'
import { saveFile } from '../../ui/saveFile'
import { AccountAlert } from './AccountAlert'
import { Matter } from './Matter'

/** A copy of everything the clinic keeps about the person, as a file. */
export function ExportButton() {
  const { i18n } = useLingui()
  const copy = useMutation<void, Problem>({
    mutationFn: async () => {
      const { data } = await exportMe({ throwOnError: true })
      const text = JSON.stringify(data, null, 2)
      saveFile(new Blob([text], { type: 'application/json' }), `${i18n._('export.file')}.json`)
    },
  })
  return (
    <Matter title={i18n._('export.title')}>
      <p>{i18n._('export.hint')}</p>
      <AccountAlert title={i18n._('details.refused')} problem={copy.error} attempt={copy.submittedAt} />
      <button type="button" className="button" disabled={copy.isPending} onClick={() => copy.mutate()}>
        {i18n._('export.download')}
      </button>
    </Matter>
  )
}
