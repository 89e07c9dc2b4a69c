# The portal as an image: web server, worker and beat are three commands of it.

FROM python:3.12.12-slim-bookworm AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements/production.txt /opt/production.txt
RUN /opt/venv/bin/python -m pip install --only-binary :all: --require-hashes --requirement /opt/production.txt


FROM packages AS prepared
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gettext \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/portal
COPY . .
ENV PATH=/opt/venv/bin:$PATH \
    DJANGO_SETTINGS_MODULE=cns_portal.settings.production \
    STORAGE_STATIC=/srv/portal/static-collected
# The settings insist on their values; none of these reaches the image that runs.
RUN if [ -d cns_portal/locale ]; then \
        find cns_portal/locale -name '*.po' -exec sh -c 'msgfmt --check -o "${1%.po}.mo" "$1"' - {} \; ; fi \
    && SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
       STORAGE_KEYS="$(python -c 'import base64, os; print(base64.b64encode(os.urandom(32)).decode())')" \
       DATABASE_URL=postgresql:///none REDIS_URL=redis://none EMAIL_URL=smtp://none \
       ALLOWED_HOSTS=none SITE_URL=https://none \
       python manage.py collectstatic --noinput \
    && python -m compileall -q cns_portal insured appointments reimbursements incapacity


FROM python:3.12.12-slim-bookworm
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --home-dir /srv/portal portal
COPY --from=packages /opt/venv /opt/venv
COPY --from=prepared /srv/portal /srv/portal
WORKDIR /srv/portal
# The code belongs to root; only var/ can be written.
RUN mkdir -p var/private && chown -R portal:portal var
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_CACHE_HOME=/tmp \
    DJANGO_SETTINGS_MODULE=cns_portal.settings.production \
    STORAGE_STATIC=/srv/portal/static-collected \
    GUNICORN_CMD_ARGS="--bind=0.0.0.0:8000 --worker-tmp-dir=/dev/shm --access-logfile=-"
USER portal
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=10s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(u.Request('http://127.0.0.1:8000/healthz', headers={'Host': os.environ['ALLOWED_HOSTS'].split(',')[0].lstrip('.')}), timeout=5)"]
CMD ["python", "-m", "gunicorn", "cns_portal.wsgi", "--workers", "2", "--threads", "4"]
