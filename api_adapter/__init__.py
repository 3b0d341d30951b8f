# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP, tokens and delivery of messages in front of the Tryton module."""
