"""What the running application searches."""

from typing import cast

from flask import current_app

from service.search.catalogue import Catalogue


def catalogue() -> Catalogue:
    """The catalogue of the application that answers this request."""
    return cast("Catalogue", current_app.extensions["lunette"])
