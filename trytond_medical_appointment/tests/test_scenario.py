# SPDX-License-Identifier: GPL-3.0-or-later
"""The scenarios, as people work in the Tryton clients."""
import unittest

from trytond import config
from trytond.cache import Cache
from trytond.tests.test_tryton import DB_NAME, drop_db, load_doc_tests


class ScenarioTestCase(unittest.TestCase):

    def setUp(self):
        # Each scenario makes the database anew: nobody may be connected,
        # nor listen there for other processes
        timeout = config.get('cache', 'clean_timeout')
        config.set('cache', 'clean_timeout', '300')
        self.addCleanup(config.set, 'cache', 'clean_timeout', timeout)
        Cache.drop(DB_NAME)
        drop_db()

    def test_scenarios(self):
        scenarios = load_doc_tests(
            __package__, __file__, unittest.TestLoader(),
            unittest.TestSuite(), None)
        self.assertTrue(scenarios.countTestCases())
        for scenario in scenarios:
            with self.subTest(scenario=scenario.id()):
                result = unittest.TestResult()
                scenario.run(result)
                for _, text in result.failures + result.errors:
                    self.fail(text)
