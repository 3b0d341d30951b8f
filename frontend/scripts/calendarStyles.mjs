// Vite plugin: of the calendar's own style sheets, the rules of what is never drawn (month, agenda, tool bar, pop-up,
// all-day row, resizing, right to left) stay behind. Bytes, and selectors that each box would be tried against.
const SHEETS = /react-big-calendar\/lib\/(css\/react-big-calendar|addons\/dragAndDrop\/styles)\.css$/
const NEVER_DRAWN =
  /rbc-(month|agenda|toolbar|btn|overlay|date-cell|off-range|show-more|rtl|resource-grouping|slot-select|selected|row-(bg|content|segment)|day-bg|button-link|event-(overlaps|continues)|addons-dnd-(resiz|row|drag-row|over))|-moz-focus/
const RULE = /([^{}]+)\{[^{}]*\}/g
const COMMENT = /\/\*[\s\S]*?\*\//g

export function drawn(sheet) {
  return sheet.replace(COMMENT, '').replace(RULE, (rule, selectors) => {
    const kept = selectors.split(',').filter((one) => !NEVER_DRAWN.test(one))
    return kept.length > 0 ? `${kept.join(',')}${rule.slice(selectors.length)}` : ''
  })
}

export const calendarStyles = {
  name: 'calendar-styles',
  enforce: 'pre',
  transform(code, id) {
    return SHEETS.test(id) ? drawn(code) : null
  },
}
