# SPDX-License-Identifier: GPL-3.0-or-later
"""Every sentence of the module has its Spanish."""
import re
import unittest
from collections import Counter
from pathlib import Path

import polib
from trytond.pool import Pool
from trytond.tests.test_tryton import activate_module, with_transaction

MODULE = 'medical_appointment'
LOCALE = Path(__file__).parent.parent / 'locale' / 'es.po'
_PLACEHOLDER = re.compile(r'%\(\w+\)[sd]|\$\{\w+\}|\{\w+\}')


def catalogue():
    "{(context, source): plural} of what Tryton finds to translate"
    pool = Pool()
    Set = pool.get('ir.translation.set', type='wizard')
    session_id, _, _ = Set.create()
    Set(session_id).transition_set_()
    exported = pool.get('ir.translation').translation_export('en', MODULE)
    return {
        (e.msgctxt, e.msgid): e.msgid_plural
        for e in polib.pofile(exported.decode()) if e.msgid}


class LocaleTestCase(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        activate_module(MODULE)
        cls.entries = polib.pofile(str(LOCALE))

    @with_transaction()
    def test_complete(self):
        done = {(e.msgctxt, e.msgid) for e in self.entries if e.translated()}
        missing = polib.POFile()
        for context, source in sorted(catalogue().keys() - done):
            missing.append(polib.POEntry(msgctxt=context, msgid=source))
        self.assertFalse(
            len(missing), f"Add to locale/es.po and translate:\n{missing}")

    @with_transaction()
    def test_nothing_left_over(self):
        known = catalogue().keys()
        left = [e.msgctxt for e in self.entries
            if (e.msgctxt, e.msgid) not in known]
        self.assertEqual(left, [], "Remove from locale/es.po")

    def test_nothing_fuzzy(self):
        self.assertEqual([e.msgctxt for e in self.entries if e.fuzzy], [])

    def test_each_once(self):
        counts = Counter((e.msgctxt, e.msgid) for e in self.entries)
        self.assertEqual([k for k, n in counts.items() if n > 1], [])

    def test_placeholders(self):
        for entry in self.entries:
            with self.subTest(context=entry.msgctxt):
                self.assertEqual(
                    Counter(_PLACEHOLDER.findall(entry.msgid)),
                    Counter(_PLACEHOLDER.findall(entry.msgstr)))
