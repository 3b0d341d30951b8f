# SPDX-License-Identifier: GPL-3.0-or-later
"""A claimed row → a checked message in the reader's language.

Pure: the same row gives the same message, however often it is tried, because
the provider recognises a repeat by key *and* body. So nothing here asks the clock.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parseaddr
from functools import cache
from typing import Any
from urllib.parse import quote, urlsplit

import phonenumbers
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from . import ics, wording
from .message import Message, one_line
from .row import Clinic, Row, Visit
from .samples import filled

DEFAULT_COLOUR = '#0b6e69'
CALENDAR_METHODS = {
    'confirmation': 'REQUEST', 'approved': 'REQUEST', 'moved': 'REQUEST',
    'cancelled_by_patient': 'CANCEL', 'cancelled_by_clinic': 'CANCEL'}
OVER = {'cancelled_by_patient', 'cancelled_by_clinic', 'declined'}
ACTIONS = {
    'request_received': ('cancel',),
    'confirmation': ('reschedule', 'cancel'),
    'approved': ('reschedule', 'cancel'),
    'reminder': ('confirm', 'cancel', 'reschedule'),
    'reminder_today': ('confirm', 'reschedule', 'cancel'),
    'moved': ('confirm', 'cancel', 'reschedule'),
    'late': ('reschedule', 'cancel'),
    'late_over': ('reschedule', 'cancel'),
    'affected': ('reschedule', 'cancel'),
    'offered': ('confirm', 'cancel'),
}
# What a button is called in messages of a kind, when not as everywhere else
LABELS = {('offered', 'confirm'): 'take', ('offered', 'cancel'): 'decline'}
UNSUBSCRIBE_PATH = '/baja'


@dataclass(frozen=True)
class Letterhead:
    """Whose messages these are: the public address and the sending mailbox."""

    public_url: str
    mail_from: str

    @property
    def sender(self) -> str:
        return parseaddr(self.mail_from)[1]

    @property
    def name(self) -> str:
        return parseaddr(self.mail_from)[0]


def render(row: Row, letterhead: Letterhead) -> Message:
    """Raise `UnsafeMessage` or `KeyError` when the row cannot become a message."""
    language = wording.language_of(row['language'])
    if row['payload'].get('test') and not row['visit']:
        row = filled(row | {'language': language})
    visit = row['visit']
    if visit is None:
        return _render_code(row, language, letterhead)
    if row['audience'] == 'practitioner':
        return _render_agenda(row, visit, language, letterhead)
    return _render_visit(row, visit, language, letterhead)


def sentence(row: Row, letterhead: Letterhead) -> str:
    """The same news in one line and a link, for channels without a page."""
    language = wording.language_of(row['language'])
    visit = row['visit']
    if visit is None:
        values = _code_values(row, language, letterhead)
        return f"{values['heading']}: {values['code']}. {values['expires']}"
    values = _visit_values(row, visit, language, letterhead)
    link = f" {letterhead.public_url}/l/{row['link']}" if row['link'] else ''
    news = f"{values['clinic']['name']}. {values['subject']}".rstrip('.')
    return one_line(f'{news}.{link}')


def _render_visit(
        row: Row, visit: Visit, language: str, letterhead: Letterhead) -> Message:
    values = _visit_values(row, visit, language, letterhead)
    method = CALENDAR_METHODS.get(row['kind'], '')
    calendar = ics.render(
        _calendar_visit(row, visit, language, letterhead), method) if method else b''
    return _message(
        row, letterhead, values, 'visit', calendar=calendar, calendar_method=method,
        headers=_list_headers(row, values, letterhead))


def _render_agenda(
        row: Row, visit: Visit, language: str, letterhead: Letterhead) -> Message:
    """What a practitioner reads: whose visit, when, and where the agenda is."""
    words = wording.words(language)['agenda']
    values = _visit_values(row, visit, language, letterhead) | {
        'greeting': wording.words(language)['greeting_unnamed'],
        'lead': words['lead'], 'preview': words['lead'],
        'heading': words[row['kind']],
        'closing': '',
        'actions': [{
            'name': 'open', 'label': words['open'], 'url': f'{letterhead.public_url}/clinica/agenda'}],
    }
    values['subject'] = one_line(f"{values['heading']}: {values['when']}")
    return _message(row, letterhead, values, 'agenda')


def _render_code(row: Row, language: str, letterhead: Letterhead) -> Message:
    return _message(
        row, letterhead, _code_values(row, language, letterhead), 'code')


def _code_values(row: Row, language: str, letterhead: Letterhead) -> dict[str, Any]:
    payload = row['payload']
    values = _common_values(row, f"code_{payload['purpose']}", language, letterhead)
    labels = values['labels']
    return values | {
        'greeting': values['words']['greeting_unnamed'],
        'code': payload['code'],
        'expires': labels['code_expires'].format(minutes=payload['minutes']),
        'closing': labels['code_warning'],
    }


def _message(
        row: Row, letterhead: Letterhead, values: dict[str, Any], template: str,
        **extra: Any) -> Message:
    clinic = row['clinic']
    return Message(
        key=row['key'],
        sender=letterhead.sender,
        sender_name=one_line(clinic['name'] or letterhead.name),
        to=row['recipient'],
        reply_to=clinic['email'],
        subject=_subject(row, values),
        html=_environment().get_template(f'{template}.html.j2').render(values),
        text=_environment().get_template(f'{template}.txt.j2').render(values),
        date=row['queued_at'].replace(tzinfo=UTC),
        **extra)


def _subject(row: Row, values: dict[str, Any]) -> str:
    subject: str = values['subject']
    if row['payload'].get('test'):
        return one_line(values['words']['test'].format(subject=subject))
    return subject


def _common_values(
        row: Row, kind: str, language: str, letterhead: Letterhead) -> dict[str, Any]:
    words = wording.words(language)
    clinic = row['clinic']
    colour = _colour(clinic)
    return dict(words['kinds'][kind]) | {
        'language': language,
        'words': words,
        'labels': words['labels'],
        'clinic': clinic,
        'colour': colour,
        'ink': _ink(colour),
        'phone': clinic['phone'],
        'phone_words': _phone_words(clinic['phone']),
        'automatic': words['labels']['automatic'].format(
            clinic=clinic['name'] or letterhead.name),
        'closing': words['labels']['no_reply_here'],
        'unsubscribe': '',
    }


def _visit_values(
        row: Row, visit: Visit, language: str, letterhead: Letterhead) -> dict[str, Any]:
    values = _common_values(row, row['kind'], language, letterhead)
    words = values['words']
    when = _when(visit, visit['start'], language, row['queued_at'])
    filling = {
        'when': when, 'place': visit['location_name'],
        'minutes': row['payload'].get('minutes', ''),
        'until': _moment(row, visit, language, 'until')}
    for name in ('subject', 'heading', 'lead', 'preview'):
        values[name] = values[name].format(**filling)
    phone = visit['phone'] or values['phone']
    return values | {
        'subject': one_line(values['subject']),
        'visit': visit,
        'when': when,
        'greeting': _greeting(words, visit['first_name']),
        'when_words': when[:1].upper() + when[1:],
        'previous': _moment(row, visit, language, 'previous_start'),
        'turn': _turn(visit, language, values['labels']),
        'address': ', '.join(filter(None, (visit['street'], visit['city']))),
        'map_url': _web_address(visit['map_url']),
        'over': row['kind'] in {*OVER, 'affected'},
        'phone': phone,
        'phone_words': _phone_words(phone),
        'offers': _offers(row, visit, language, letterhead),
        'actions': _actions(row, visit, words, letterhead),
        'unsubscribe': _unsubscribe(row, letterhead),
    }


def _when(visit: Visit, moment: datetime, language: str, written: datetime) -> str:
    """A tanda promises a place in the order, not an hour: so its subject says the turn."""
    zone = visit['timezone']
    words = wording.words(language)
    values = {
        'day': wording.day(moment, zone, language, written),
        'at': wording.at(moment, zone, language), 'turn': visit['turn']}
    by_turn = visit['mode'] == 'arrival' and visit['turn']
    return str(words['when_arrival' if by_turn else 'when_time'].format(**values))


def _moment(row: Row, visit: Visit, language: str, name: str) -> str:
    """A moment of the payload in words: the one before, or until when to answer."""
    told = row['payload'].get(name)
    if not told:
        return ''
    moment = datetime.fromisoformat(str(told))
    sentence: str = wording.words(language)['when_time']
    return sentence.format(
        day=wording.day(moment, visit['timezone'], language, row['queued_at']),
        at=wording.at(moment, visit['timezone'], language))


def _turn(visit: Visit, language: str, labels: dict[str, str]) -> str:
    if visit['mode'] != 'arrival' or not visit['turn']:
        return ''
    return labels['estimated'].format(
        turn=visit['turn'],
        hour=wording.hour(visit['start'], visit['timezone'], language))


def _greeting(words: dict[str, Any], first_name: str) -> str:
    key = 'greeting' if first_name else 'greeting_unnamed'
    return str(words[key].format(first_name=first_name))


def _offers(
        row: Row, visit: Visit, language: str,
        letterhead: Letterhead) -> list[dict[str, str]]:
    """Other times to choose from; the link opens the page that asks."""
    offers = []
    for start in row['payload'].get('offers', ()) if row['link'] else ():
        moment = datetime.fromisoformat(start)
        when = wording.words(language)['when_time'].format(
            day=wording.day(moment, visit['timezone'], language, row['queued_at']),
            at=wording.at(moment, visit['timezone'], language))
        wanted = quote(wording.local(moment, visit['timezone']).isoformat())
        offers.append({
            'label': when[:1].upper() + when[1:],
            'url': f"{letterhead.public_url}/l/{row['link']}"
                f'?accion=reschedule&hora={wanted}'})
    return offers


def _actions(
        row: Row, visit: Visit, words: dict[str, Any],
        letterhead: Letterhead) -> list[dict[str, str]]:
    """A link only opens a page that asks; nothing changes by following it."""
    if row['kind'] in OVER:
        return [{
            'name': 'book', 'label': words['actions']['book'],
            'url': letterhead.public_url + '/'}]
    if not row['link']:
        return []
    page = f"{letterhead.public_url}/l/{row['link']}"
    return [
        {'name': action,
            'label': words['actions'][LABELS.get((row['kind'], action), action)],
            'url': f'{page}?accion={action}'}
        for action in ACTIONS[row['kind']]
        if not (action == 'confirm' and visit['confirmed'])]


def _unsubscribe(row: Row, letterhead: Letterhead) -> str:
    """Reminders only: a confirmation is the answer to what the person just did."""
    if not row['unsubscribe']:
        return ''
    return f"{letterhead.public_url}{UNSUBSCRIBE_PATH}/{row['unsubscribe']}"


def _list_headers(
        row: Row, values: dict[str, Any], letterhead: Letterhead) -> dict[str, str]:
    """One click (RFC 8058), or a message to the desk (RFC 2369)."""
    if not values['unsubscribe']:
        return {}
    subject = values['labels']['unsubscribe_subject'].format(
        number=values['visit']['number'])
    desk = row['clinic']['email'] or letterhead.sender
    return {
        'List-Unsubscribe':
            f"<{values['unsubscribe']}>, <mailto:{desk}?subject={quote(subject)}>",
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click'}


def _calendar_visit(
        row: Row, visit: Visit, language: str, letterhead: Letterhead) -> ics.Visit:
    words = wording.words(language)
    clinic = row['clinic']
    name = one_line(clinic['name'] or letterhead.name)
    description = [words['reference'].format(number=visit['number'])]
    if phone := visit['phone'] or clinic['phone']:
        description.append(f"{words['labels']['call_us']} {_phone_words(phone)}")
    return ics.Visit(
        uid=visit['uid'], sequence=visit['sequence'],
        start=visit['start'].replace(tzinfo=UTC), end=visit['end'].replace(tzinfo=UTC),
        stamp=row['queued_at'].replace(tzinfo=UTC),
        summary=words['summary'].format(clinic=name),
        description='\n'.join(description),
        location=', '.join(filter(None, (
            visit['location_name'], visit['street'], visit['city']))),
        organizer=clinic['email'] or letterhead.sender, organizer_name=name,
        attendee=row['recipient'], attendee_name=one_line(visit['first_name']))


def _colour(clinic: Clinic) -> str:
    colour = clinic['colour']
    return colour if re.fullmatch(r'#[0-9a-fA-F]{6}', colour) else DEFAULT_COLOUR


def _ink(colour: str) -> str:
    """Black or white on that colour, whichever WCAG calls easier to read."""
    channels = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return '#ffffff' if luminance < 0.179 else '#000000'


def _web_address(url: str) -> str:
    return url if urlsplit(url).scheme in {'http', 'https'} else ''


def _phone_words(phone: str) -> str:
    """`+18095550123` → `(809) 555-0123` as neighbours write it."""
    try:
        number = phonenumbers.parse(phone, 'DO')
    except phonenumbers.NumberParseException:
        return phone
    return phonenumbers.format_number(
        number, phonenumbers.PhoneNumberFormat.NATIONAL)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(wording.TEMPLATES),
        autoescape=select_autoescape(['html.j2']),
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
        # A new version's templates are for the new version's process
        auto_reload=False)
    environment.filters['unbroken'] = _unbroken
    return environment


def _unbroken(text: str) -> str:
    """An hour stays on one line: `9:30 a. m.` with spaces that do not break."""
    return re.sub(
        r'\d{1,2}:\d\d (a\. m\.|p\. m\.|AM|PM)',
        lambda match: match[0].replace(' ', '\xa0'), text)
