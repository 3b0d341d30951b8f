import { useLingui } from '@lingui/react'
import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { previewNotifications } from '../../api/client'
import type { Problem } from '../../api/problem'
import { notify } from '../../staff/notices'

async function address(): Promise<string> {
  const { data } = await previewNotifications({ throwOnError: true })
  return data.url
}

/** Every message filled with a sample, in a tab of its own. Its address lives for minutes: asked for when pressed. */
export function TemplatesButton() {
  const { i18n } = useLingui()
  const open = useMutation<string, Problem, Window | null>({
    mutationFn: address,
    onSuccess: (url, tab) => (tab ? tab.location.replace(url) : location.assign(url)),
    onError: (problem, tab) => {
      tab?.close()
      notify(problem.detail || i18n._('staff.error'))
    },
  })
  return (
    <Button variant="default" size="sm" loading={open.isPending} onClick={() => open.mutate(blankTab())}>
      {i18n._('messages.templates')}
      <span className="visually-hidden"> {i18n._('messages.new_tab')}</span>
    </Button>
  )
}

/** Opened within the press itself, or the browser takes it for an advertisement. */
function blankTab(): Window | null {
  const tab = window.open('about:blank', '_blank')
  if (tab) tab.opener = null
  return tab
}
