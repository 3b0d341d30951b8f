# SPDX-License-Identifier: GPL-3.0-or-later
"""Delivery of what the Tryton outbox decided to tell: render, send, settle.

Tryton owns who is told what and when (``medical.notification``); this package
only turns a claimed row into a message and hands it to a transport.
"""
