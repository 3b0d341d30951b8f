# SPDX-License-Identifier: GPL-3.0-or-later
from lxml import etree
from trytond.pool import Pool
from trytond.pyson import PYSONDecoder
from trytond.tests.test_tryton import ModuleTestCase, with_transaction

_PYSON = ['states', 'visual', 'tree_invisible']


class MedicalAppointmentTestCase(ModuleTestCase):
    "Structure of the module: views, buttons, rights, depends, transitions"
    module = 'medical_appointment'

    @with_transaction()
    def test_view_pyson(self):
        "The clients can read what depends on values in the views"
        View = Pool().get('ir.ui.view')
        for view in View.search([('module', '=', self.module)]):
            Model = Pool().get(view.model)
            arch = Model.fields_view_get(
                view_id=view.id, view_type=view.type)['arch']
            for element in etree.fromstring(arch).iter():
                for name in _PYSON:
                    if value := element.get(name):
                        with self.subTest(view=view.name, value=value):
                            PYSONDecoder(noeval=True).decode(value)

    @with_transaction()
    def test_list_moments(self):
        "The desktop client has no column for a date and time together"
        View = Pool().get('ir.ui.view')
        for view in View.search([
                    ('module', '=', self.module), ('type', '=', 'tree')]):
            result = Pool().get(view.model).fields_view_get(
                view_id=view.id, view_type='tree')
            for field in etree.fromstring(result['arch']).iter('field'):
                name = field.get('name')
                type_ = field.get('widget', result['fields'][name]['type'])
                with self.subTest(view=view.name, field=name):
                    self.assertNotIn(type_, {'datetime', 'timestamp'})


del ModuleTestCase
