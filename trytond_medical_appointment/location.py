# SPDX-License-Identifier: GPL-3.0-or-later
from trytond.model import DeactivableMixin, ModelSQL, ModelView, fields
from trytond.pyson import Eval
from trytond.tools import timezone as tz
from trytond.transaction import Transaction

from .catalog import CatalogSource
from .party import normalise_phone

DEFAULT_TIMEZONE = 'America/Santo_Domingo'
TIMEZONES = [(zone, zone) for zone in sorted(tz.available_timezones())]


class Location(CatalogSource, DeactivableMixin, ModelSQL, ModelView):
    __name__ = 'medical.location'

    name = fields.Char(
        "Name", required=True,
        help="The name of the site as patients know it.")
    company = fields.Many2One(
        'company.company', "Company", required=True, ondelete='RESTRICT',
        help="The company that runs the site.")
    street = fields.Text("Street", help="Street, number and sector.")
    city = fields.Char("City", help="The city or municipality.")
    latitude = fields.Float(
        "Latitude", digits=(3, 6),
        domain=['OR',
            ('latitude', '=', None),
            [('latitude', '>=', -90), ('latitude', '<=', 90)],
            ],
        help="Degrees north of the equator, for maps.")
    longitude = fields.Float(
        "Longitude", digits=(3, 6),
        domain=['OR',
            ('longitude', '=', None),
            [('longitude', '>=', -180), ('longitude', '<=', 180)],
            ],
        help="Degrees east of Greenwich (negative in the Americas).")
    timezone = fields.Selection(
        TIMEZONES, "Time Zone", required=True, translate=False,
        help="The zone of the site's clocks: opening hours are kept in it.")
    phone = fields.Char(
        "Phone", help="The phone that patients call for this site.")
    map_url = fields.Char(
        "Map Link", help="A link that opens the site in a map.")
    arrival_note = fields.Text(
        "How to Arrive", translate=True,
        help="What helps a patient arrive: floor, parking, reference points.")
    rooms = fields.One2Many(
        'medical.room', 'location', "Rooms",
        help="The consulting rooms of the site.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('name', 'ASC'), ('id', 'ASC')]

    @staticmethod
    def default_company():
        return Transaction().context.get('company')

    @staticmethod
    def default_timezone():
        return DEFAULT_TIMEZONE

    @classmethod
    def preprocess_values(cls, mode, values):
        values = super().preprocess_values(mode, values)
        if values.get('phone'):
            values['phone'] = normalise_phone(values['phone'])
        return values


class Room(CatalogSource, DeactivableMixin, ModelSQL, ModelView):
    __name__ = 'medical.room'

    name = fields.Char(
        "Name", required=True, help="The name or number on the door.")
    location = fields.Many2One(
        'medical.location', "Location", required=True, ondelete='CASCADE',
        states={'readonly': Eval('id', -1) >= 0},
        help="The site where the room is.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [
            ('location.name', 'ASC'), ('name', 'ASC'), ('id', 'ASC')]

    def get_rec_name(self, name):
        return f"{self.name} ({self.location.name})"

    @classmethod
    def search_rec_name(cls, name, clause):
        _, operator, operand, *extra = clause
        bool_op = 'AND' if operator.startswith(('!', 'not ')) else 'OR'
        return [bool_op,
            ('name', operator, operand, *extra),
            ('location.name', operator, operand, *extra),
            ]
