# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP, tokens and delivery of messages in front of the Tryton module."""
import os

# trytond chooses its backend once, when it is first imported
os.environ.setdefault("TRYTOND_DATABASE_URI", "postgresql://")
