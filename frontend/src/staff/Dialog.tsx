import { useLingui } from '@lingui/react'
import { Drawer, Modal } from '@mantine/core'
import type { ReactNode } from 'react'

interface DialogProps {
  title: ReactNode
  opened: boolean
  onClose: () => void
  children: ReactNode
}

/** Made from parts: the ready-made header would be a second banner for screen readers. */
export function Dialog({ title, opened, onClose, children }: DialogProps) {
  const { i18n } = useLingui()
  return (
    <Modal.Root opened={opened} onClose={onClose} centered size="md" radius="lg">
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body className="dialog">
          <Modal.Title className="dialog-title">{title}</Modal.Title>
          <Modal.CloseButton className="dialog-close" aria-label={i18n._('staff.close')} />
          {children}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

interface SidePanelProps extends DialogProps {
  /** While a question is open over the panel, Esc answers that one only. */
  asking: boolean
}

/** From the side; over the whole screen on a phone. */
export function SidePanel({ title, opened, asking, onClose, children }: SidePanelProps) {
  const { i18n } = useLingui()
  return (
    <Drawer.Root opened={opened} onClose={onClose} closeOnEscape={!asking} position="right" size="27rem">
      <Drawer.Overlay />
      <Drawer.Content className="panel">
        <Drawer.Body className="dialog">
          <Drawer.Title className="dialog-title">{title}</Drawer.Title>
          <Drawer.CloseButton className="dialog-close" aria-label={i18n._('staff.close')} />
          {children}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  )
}
