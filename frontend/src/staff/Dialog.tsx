import { useLingui } from '@lingui/react'
import { Drawer, Modal } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'

interface DialogProps {
  title: ReactNode
  onClose: () => void
  /** For a form of more than a few fields. */
  wide?: boolean
  children: ReactNode
}

/** Made from parts: the ready-made header would be a second banner for screen readers. */
export function Dialog({ title, onClose, wide = false, children }: DialogProps) {
  const { i18n } = useLingui()
  useGivenBackFocus()
  return (
    <Modal.Root opened onClose={onClose} centered size={wide ? '44rem' : 'md'} radius="lg">
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
export function SidePanel({ title, asking, onClose, children }: SidePanelProps) {
  const { i18n } = useLingui()
  useGivenBackFocus()
  return (
    <Drawer.Root opened onClose={onClose} closeOnEscape={!asking} position="right" size="27rem">
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

/** A dialog that closes gives the focus back to what opened it. */
function useGivenBackFocus() {
  const opener = useRef(document.activeElement)
  useEffect(() => {
    const { current } = opener
    return () => {
      if (current instanceof HTMLElement && current.isConnected) current.focus({ preventScroll: true })
    }
  }, [])
}
