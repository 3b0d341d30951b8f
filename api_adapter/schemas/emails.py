# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the messages about one visit go."""
from .common import Code, Email, Input, Output


class EmailRequest(Input):
    email: Email


class EmailCode(Input):
    code: Code


class VerifiedEmail(Output):
    """Messages about the visit go there from now on."""
    email: str
