# SPDX-License-Identifier: GPL-3.0-or-later
import re

from trytond.i18n import gettext
from trytond.model import DeactivableMixin, Index, ModelSQL, ModelView, Unique, fields
from trytond.model.exceptions import ValidationError
from trytond.transaction import Transaction

from .catalog import CatalogSource

_COLOUR = re.compile(r'#[0-9a-fA-F]{6}')
TITLES = [
    (None, ""),
    ('Dr.', "Dr."),
    ('Dra.', "Dra."),
    ('Lic.', "Lic."),
    ('Licda.', "Licda."),
    ]


class Practitioner(CatalogSource, DeactivableMixin, ModelSQL, ModelView):
    __name__ = 'medical.practitioner'

    party = fields.Many2One(
        'party.party', "Party", required=True, ondelete='RESTRICT',
        help="The person's entry in the address book.")
    name = fields.Function(
        fields.Char("Name", help="The title and the name shown to patients."),
        'get_name', searcher='search_name')
    title = fields.Selection(
        TITLES, "Title", translate=False, sort=False,
        help="How the practitioner is addressed.")
    licence = fields.Char(
        "Licence", help="The licence to practise (exequátur).")
    specialties = fields.Many2Many(
        'medical.practitioner-medical.specialty', 'practitioner', 'specialty',
        "Specialties", help="The specialties of the practitioner.")
    services = fields.One2Many(
        'medical.practitioner.service', 'practitioner', "Services",
        help="The services attended, with the own duration and price "
        "where they differ.")
    insurers = fields.Many2Many(
        'medical.practitioner-medical.insurer', 'practitioner', 'insurer',
        "Insurers", help="The insurers (ARS) the practitioner accepts.")
    colour = fields.Char(
        "Colour", help="The colour of the practitioner in the calendars.")
    photo = fields.Binary(
        "Photo", help="A portrait that patients see when they book.")
    biography = fields.Text(
        "Biography", translate=True,
        help="A few lines for patients: studies, experience, languages.")
    online = fields.Boolean(
        "Bookable Online",
        help="Patients may book with the practitioner from the web page.")
    user = fields.Many2One(
        'res.user', "User", ondelete='RESTRICT',
        help="The user with which the practitioner signs in.")
    company = fields.Many2One(
        'company.company', "Company", required=True, ondelete='RESTRICT',
        help="The company for which the practitioner works.")
    schedules = fields.One2Many(
        'medical.schedule', 'practitioner', "Schedules",
        help="The weekly hours at each location.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        table = cls.__table__()
        cls._sql_constraints += [
            ('party_unique', Unique(table, table.party),
                'medical_appointment.msg_practitioner_party_unique'),
            ('user_unique', Unique(table, table.user),
                'medical_appointment.msg_practitioner_user_unique'),
            ]
        cls._sql_indexes.add(
            Index(table, (table.company, Index.Equality())))
        cls._order = [('party.name', 'ASC'), ('id', 'ASC')]

    @staticmethod
    def default_company():
        return Transaction().context.get('company')

    @staticmethod
    def default_colour():
        return '#2e7d6b'

    @staticmethod
    def default_online():
        return True

    @classmethod
    def get_name(cls, practitioners, name):
        return {p.id: p.rec_name for p in practitioners}

    @classmethod
    def search_name(cls, name, clause):
        return [('rec_name', *clause[1:])]

    def get_rec_name(self, name):
        party = self.party
        short = ' '.join(filter(None, [party.first_name, party.surname]))
        return ' '.join(filter(None, [self.title, short or party.name]))

    @classmethod
    def search_rec_name(cls, name, clause):
        _, operator, operand, *extra = clause
        bool_op = 'AND' if operator.startswith(('!', 'not ')) else 'OR'
        if isinstance(operand, str):
            operand = _without_title(operand)
        return [bool_op,
            ('party.rec_name', operator, operand, *extra),
            ('licence', operator, operand, *extra),
            ]

    @classmethod
    def validate_fields(cls, practitioners, field_names):
        super().validate_fields(practitioners, field_names)
        if field_names and 'colour' not in field_names:
            return
        for practitioner in practitioners:
            colour = practitioner.colour
            if colour and not _COLOUR.fullmatch(colour):
                raise ValidationError(gettext(
                        'medical_appointment.msg_colour_invalid',
                        colour=colour))


def _without_title(text):
    "Drop the title of a searched name: %Dra. Carmen% gives %Carmen%"
    titles = '|'.join(re.escape(t) for t, _ in TITLES if t)
    return re.sub(rf'^(%?)(?:{titles})\s*', r'\1', text, flags=re.IGNORECASE)


class PractitionerSpecialty(CatalogSource, ModelSQL):
    __name__ = 'medical.practitioner-medical.specialty'

    practitioner = fields.Many2One(
        'medical.practitioner', "Practitioner", required=True,
        ondelete='CASCADE', help="The practitioner of the specialty.")
    specialty = fields.Many2One(
        'medical.specialty', "Specialty", required=True, ondelete='RESTRICT',
        help="A specialty of the practitioner.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__access__.add('practitioner')
        table = cls.__table__()
        cls._sql_constraints.append(
            ('specialty_unique',
                Unique(table, table.practitioner, table.specialty),
                'medical_appointment.msg_practitioner_specialty_unique'))


class PractitionerInsurer(CatalogSource, ModelSQL):
    __name__ = 'medical.practitioner-medical.insurer'

    practitioner = fields.Many2One(
        'medical.practitioner', "Practitioner", required=True,
        ondelete='CASCADE', help="The practitioner who accepts the insurer.")
    insurer = fields.Many2One(
        'medical.insurer', "Insurer", required=True, ondelete='RESTRICT',
        help="An insurer the practitioner accepts.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__access__.add('practitioner')
        table = cls.__table__()
        cls._sql_constraints.append(
            ('insurer_unique',
                Unique(table, table.practitioner, table.insurer),
                'medical_appointment.msg_practitioner_insurer_unique'))
