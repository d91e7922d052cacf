"""The application for a WSGI server of your own, with settings from the environment: `gunicorn service.wsgi:app`."""

from service.app import create_app
from service.settings import from_environment

app = create_app(from_environment())
