# SPDX-License-Identifier: GPL-3.0-or-later
"""The scenarios, as people work in the Tryton clients."""
import unittest

from trytond.tests.test_tryton import load_doc_tests


class ScenarioTestCase(unittest.TestCase):

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
