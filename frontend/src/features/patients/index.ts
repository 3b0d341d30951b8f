/**
 * People, for any screen of the staff.
 *
 * `<PatientPicker timeZone today onPick onNew? />`: finds somebody as one types (name, phone, cédula, record number
 *   or reference) and hands over the `Patient`; `onNew(typed)` adds "register" as the last choice.
 * `<PatientQuickAdd today typed? onDone onUse? onCancel />`: writes a new person down with few fields. Who may be the
 *   same one is shown first; choosing that one calls `onUse` (or `onDone`). It is a form of its own: do not put
 *   it inside another `<form>`.
 * `<PatientCard patient today timeZone />`: who was chosen, in a few lines.
 */
export { PatientCard } from './PatientCard'
export { PatientPicker, type PatientPickerProps } from './PatientPicker'
export { PatientQuickAdd, type PatientQuickAddProps } from './PatientQuickAdd'
export { type NewPerson, personTyped } from './person'
