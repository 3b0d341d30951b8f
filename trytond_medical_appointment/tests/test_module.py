# SPDX-License-Identifier: GPL-3.0-or-later
from trytond.tests.test_tryton import ModuleTestCase


class MedicalAppointmentTestCase(ModuleTestCase):
    "Structure of the module: views, buttons, rights, depends, transitions"
    module = 'medical_appointment'


del ModuleTestCase
